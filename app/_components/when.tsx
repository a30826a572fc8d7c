"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

const STYLES = {
  date: { dateStyle: "medium" },
  minute: { dateStyle: "medium", timeStyle: "short" },
  second: { timeStyle: "medium" },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

type WhenProps = { at: string; precision?: keyof typeof STYLES; className?: string };

/** A moment in the reader's own time zone. The server, which cannot know it, writes UTC. */
export function When({ at, precision = "minute", className }: WhenProps) {
  const timeZone = useSyncExternalStore(
    never,
    () => undefined,
    () => "UTC",
  );
  const text = new Intl.DateTimeFormat("en-US", { ...STYLES[precision], timeZone }).format(new Date(at));
  return (
    <time dateTime={at} className={className}>
      {text}
    </time>
  );
}
