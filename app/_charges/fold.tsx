import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Money } from "@/_components/money";
import { cn } from "@/_components/ui/cn";

type FoldProps = {
  title: ReactNode;
  note?: ReactNode;
  usd: string;
  open?: boolean;
  className?: string;
  children: ReactNode;
};

/** A sum that opens to what it is made of. */
export function Fold({ title, note, usd, open = false, className, children }: FoldProps) {
  return (
    <details open={open} className={cn("[&[open]>summary_.fold-mark]:rotate-90", className)}>
      <summary className="flex min-h-11 items-center gap-2 px-4 py-2 hover:bg-sunken">
        <ChevronRight aria-hidden className="fold-mark size-4 shrink-0 text-muted transition-transform" />
        <span className="min-w-0 flex-1 wrap-anywhere">
          {title}
          {note ? <span className="ml-2 text-[0.8125rem] text-muted">{note}</span> : null}
        </span>
        <Money usd={usd} exact className="shrink-0 text-[0.8125rem]" />
      </summary>
      {children}
    </details>
  );
}
