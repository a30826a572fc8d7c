import NextLink from "next/link";
import type { ComponentProps } from "react";
import { cn } from "./ui/cn";

/** A link in running text. */
export function TextLink({ className, ...props }: ComponentProps<typeof NextLink>) {
  return (
    <NextLink
      className={cn("rounded-sm font-medium text-accent underline-offset-4 hover:underline", className)}
      {...props}
    />
  );
}
