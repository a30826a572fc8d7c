import type { ReactNode } from "react";
import type { LiveMessage } from "./live-job";

type SaidProps = { messages: readonly LiveMessage[]; isOver: boolean };

/** What the client wrote to a run, where the run read it. */
export function Said({ messages, isOver }: SaidProps) {
  return messages.map(({ id, text, by, isRead }) => (
    <Words key={id} by={by} note={isRead ? null : isOver ? "Not read: the work had ended" : "Read at its next step"}>
      {text}
    </Words>
  ));
}

/** A client's words among the steps of a run. */
export function Words({ by, note = null, children }: { by: string; note?: string | null; children: ReactNode }) {
  return (
    <li className="ml-6 grid gap-1 rounded-md bg-accent/8 px-3 py-2">
      <p className="flex flex-wrap gap-x-2 text-xs text-muted">
        <span className="font-medium text-foreground">{by}</span>
        {note}
      </p>
      <p className="wrap-anywhere whitespace-pre-wrap">{children}</p>
    </li>
  );
}
