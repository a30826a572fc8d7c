import type { ReactNode } from "react";
import { cn } from "./ui/cn";

/** Figures below each other, with what each is. */
export function Figures({ className, children }: { className?: string; children: ReactNode }) {
  return <dl className={cn("grid gap-1.5 text-[0.8125rem]", className)}>{children}</dl>;
}

type FigureProps = {
  label: ReactNode;
  /** The one that the others make up, or that is asked for first. */
  strong?: boolean;
  className?: string;
  children: ReactNode;
};

/** What it is on the left, the figure on the right. */
export function Figure({ label, strong = false, className, children }: FigureProps) {
  return (
    <div
      className={cn(
        "flex items-baseline justify-between gap-4",
        strong && "mb-1 text-lg leading-6 font-semibold",
        className,
      )}
    >
      <dt className={strong ? "text-sm font-medium" : "text-muted"}>{label}</dt>
      <dd className="text-right tabular-nums">{children}</dd>
    </div>
  );
}
