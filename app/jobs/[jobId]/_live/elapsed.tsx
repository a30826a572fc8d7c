"use client";

import { useEffect, useState } from "react";
import { formatDuration } from "@/_components/format-quantity";

type ElapsedProps = {
  /** NULL before the start. */
  from: string | null;
  /** NULL while it goes on. */
  to: string | null;
};

/** How long something took, or has been going on. */
export function Elapsed({ from, to }: ElapsedProps) {
  // NULL on the server and in the first render here, which have to agree: whose clock would it be?
  const [now, setNow] = useState<number | null>(null);
  const isRunning = from !== null && to === null;
  useEffect(() => {
    if (!isRunning) return;
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [isRunning]);
  if (from === null) return "0s";
  const end = to === null ? now : Date.parse(to);
  return formatDuration(end === null ? 0 : end - Date.parse(from));
}
