"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "../ui/cn";
import { PLACES, placeOf } from "./places";

export function NavLinks({ signedIn }: { signedIn: boolean }) {
  const current = placeOf(usePathname());
  return (
    <nav aria-label="Main" className="hidden items-center gap-0.5 md:flex">
      {PLACES.filter(({ membersOnly }) => signedIn || !membersOnly).map(({ href, label }) => (
        <Link
          key={href}
          href={href}
          aria-current={href === current ? "page" : undefined}
          className={cn(
            "rounded-md px-2.5 py-1.5 text-sm text-muted transition-colors hover:bg-foreground/6 hover:text-foreground",
            href === current && "bg-foreground/6 font-medium text-foreground",
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
