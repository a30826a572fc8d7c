import type { ReactNode } from "react";

/** What is there for who asks, behind a line that reads like a link. */
export function Unfold({ label, children }: { label: string; children: ReactNode }) {
  return (
    <details>
      <summary className="w-fit rounded-sm text-[0.8125rem] text-accent underline-offset-4 hover:underline">
        {label}
      </summary>
      {children}
    </details>
  );
}
