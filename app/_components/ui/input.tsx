import type { ComponentProps } from "react";
import { cn } from "./cn";

/** What every text control looks like. 16px on touch screens, where iOS would zoom in on less. */
export const controlStyle =
  "w-full min-w-0 rounded-md border border-border-strong/60 bg-surface px-3 text-sm text-foreground shadow-xs transition-colors placeholder:text-muted hover:border-border-strong focus-visible:border-ring focus-visible:-outline-offset-1 disabled:cursor-not-allowed disabled:opacity-60 aria-invalid:border-negative touch:text-base";

export function Input({ className, type = "text", ...props }: ComponentProps<"input">) {
  return <input type={type} className={cn(controlStyle, "h-9 touch:h-11", className)} {...props} />;
}
