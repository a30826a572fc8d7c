"use client";

import { useEffect, useState } from "react";
import { cn } from "@/_components/ui/cn";
import { useLive } from "./live-context";

const PATIENCE_MS = 2_500;

/** Whether news arrive. Says nothing about a short break: those mend themselves and lose nothing. */
export function ConnectionStatus() {
  const { connection } = useLive();
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (connection !== "connecting") return setSlow(false);
    const timer = setTimeout(() => setSlow(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [connection]);
  if (connection === "over") return null;
  return (
    <p role="status" className="flex items-center gap-1.5 text-[0.8125rem] text-muted">
      <span aria-hidden className={cn("size-1.5 rounded-full", isSlow ? "bg-caution" : "bg-positive")} />
      {isSlow ? "Reconnecting, nothing gets lost" : "Live"}
    </p>
  );
}
