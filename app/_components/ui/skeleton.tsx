import { cn } from "./cn";

/** Where content will stand. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-pulse rounded-md bg-foreground/7", className)} />;
}
