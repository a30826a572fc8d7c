import type { ReactNode } from "react";

/** The colours of what is spent and of what is held, in figures and in the bar below them. */
const SPENT = "bg-accent";
const HELD = "bg-accent/35";

/** Figures beside each other, with what each is above it; on a phone two by two. */
export function Amounts({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-2 text-[0.8125rem] sm:flex sm:flex-wrap sm:gap-x-10">{children}</dl>
  );
}

type AmountProps = {
  label: string;
  /** Which part of the bar it is. */
  part?: "spent" | "held";
  className?: string;
  children: ReactNode;
};

export function Amount({ label, part, className, children }: AmountProps) {
  return (
    <div className={className}>
      <dt className="flex items-center gap-1.5 text-xs text-muted">
        {part ? <span aria-hidden className={`size-2 rounded-full ${part === "spent" ? SPENT : HELD}`} /> : null}
        {label}
      </dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  );
}

type SpentBarProps = {
  /** Percent of the whole. */
  spent: number;
  /** Percent of the whole, beside what is spent. */
  held: number;
  /** Percents with a mark of their own. */
  marks?: readonly number[];
};

/** How much of a whole is spent and held. The figures above say the same in words. */
export function SpentBar({ spent, held, marks = [] }: SpentBarProps) {
  return (
    <div aria-hidden className="relative flex h-2 overflow-hidden rounded-full bg-foreground/10">
      <div className={`${SPENT} transition-[width]`} style={{ width: `${spent}%` }} />
      <div className={`${HELD} transition-[width]`} style={{ width: `${Math.min(held, 100 - spent)}%` }} />
      {marks.map((percent) => (
        <div key={percent} className="absolute inset-y-0 w-px bg-foreground/45" style={{ left: `${percent}%` }} />
      ))}
    </div>
  );
}
