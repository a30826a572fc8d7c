"use client";

import { useTimeZone } from "./when";

/** From one day to another, in the reader's own time zone; a single day is told once. */
export function Period({ from, to }: { from: string; to: string }) {
  const days = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeZone: useTimeZone() });
  // Newer Unicode data has spaces of other kinds: server and browser would differ.
  return <span>{days.formatRange(new Date(from), new Date(to)).replace(/\s/g, " ")}</span>;
}
