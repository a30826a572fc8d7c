"use client";

import { Building2, Gauge, LogOut } from "lucide-react";
import Link from "next/link";
import { signOut } from "next-auth/react";
import { Button } from "../ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";

type AccountMenuProps = {
  person: string;
  organization: string;
  role: string;
  /** Staff of the installation. */
  isOperator: boolean;
};

export function AccountMenu({ person, organization, role, isOperator }: AccountMenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" className="max-w-56" aria-label={`Account: ${organization}`}>
          <Building2 aria-hidden />
          <span className="truncate max-sm:sr-only">{organization}</span>
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent className="max-w-72">
        <DropdownMenuLabel>
          <span className="block truncate text-sm font-medium text-foreground">{person}</span>
          <span className="block truncate">
            {role} of {organization}
          </span>
        </DropdownMenuLabel>
        <DropdownMenuSeparator />
        {isOperator ? (
          <DropdownMenuItem asChild>
            <Link href="/operator">
              <Gauge aria-hidden />
              Operator
            </Link>
          </DropdownMenuItem>
        ) : null}
        <DropdownMenuItem onSelect={() => signOut({ callbackUrl: "/" })}>
          <LogOut aria-hidden />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
