import Link from "next/link";
import type { ReactNode, Ref } from "react";
import { cn } from "./ui/cn";

/** How each of them looks, also where it is a button. */
export const stripItem =
  "flex shrink-0 items-center rounded-md px-2.5 py-1 text-[0.8125rem] text-muted hover:bg-foreground/6 hover:text-foreground touch:min-h-11";
export const stripCurrent = "bg-foreground/7 font-medium text-foreground";

type StripProps = {
  label: string;
  ref?: Ref<HTMLElement>;
  className?: string;
  children: ReactNode;
};

/** Places beside each other, on one line that scrolls where it is too long. */
export function Strip({ label, ref, className, children }: StripProps) {
  return (
    <nav
      ref={ref}
      aria-label={label}
      className={cn("relative -mx-2.5 mb-4 flex gap-1 overflow-x-auto p-0.5", className)}
    >
      {children}
    </nav>
  );
}

type StripLinkProps = { href: string; isCurrent: boolean; children: ReactNode };

export function StripLink({ href, isCurrent, children }: StripLinkProps) {
  return (
    <Link
      href={href}
      aria-current={isCurrent ? "page" : undefined}
      className={cn(stripItem, isCurrent && stripCurrent)}
    >
      {children}
    </Link>
  );
}
