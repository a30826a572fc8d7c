"use client";

import { Menu } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Button } from "../ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "../ui/dropdown-menu";
import { PLACES, placeOf } from "./places";

export function MobileMenu({ signedIn }: { signedIn: boolean }) {
  const current = placeOf(usePathname());
  return (
    <div className="md:hidden">
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon" aria-label="Menu">
            <Menu aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent className="w-56">
          {PLACES.filter(({ membersOnly }) => signedIn || !membersOnly).map(({ href, label }) => (
            <DropdownMenuItem key={href} asChild className="aria-[current=page]:font-semibold">
              <Link href={href} aria-current={href === current ? "page" : undefined}>
                {label}
              </Link>
            </DropdownMenuItem>
          ))}
        </DropdownMenuContent>
      </DropdownMenu>
    </div>
  );
}
