"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

/** The reader's time zone: undefined is the browser's own. The server, which cannot know it, takes UTC. */
export const useTimeZone = (): string | undefined =>
  useSyncExternalStore(
    never,
    () => undefined,
    () => "UTC",
  );

const STYLES = {
  date: { dateStyle: "medium" },
  time: { timeStyle: "medium" },
  minute: { dateStyle: "medium", timeStyle: "short" },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

type WhenProps = { at: string; precision?: keyof typeof STYLES; className?: string };

/** A moment in the reader's own time zone. */
export function When({ at, precision = "minute", className }: WhenProps) {
  const timeZone = useTimeZone();
  // Newer Unicode data has spaces of other kinds: server and browser would differ.
  const text = new Intl.DateTimeFormat("en-US", { ...STYLES[precision], timeZone })
    .format(new Date(at))
    .replace(/\s/g, " ");
  return (
    <time dateTime={at} className={className}>
      {text}
    </time>
  );
}
