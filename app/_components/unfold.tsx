import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

/** What is there for who asks, behind a line that reads like a link. */
export function Unfold({ label, children }: { label: string; children: ReactNode }) {
  return (
    <details className="[&[open]>summary_.fold-mark]:rotate-90">
      <summary className="flex w-fit items-center gap-1 rounded-sm text-[0.8125rem] text-accent underline-offset-4 hover:underline">
        <ChevronRight aria-hidden className="fold-mark size-3.5 shrink-0 transition-transform" />
        {label}
      </summary>
      {children}
    </details>
  );
}
