"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useRef } from "react";
import type { LiveJob } from "./live-job";
import { isEnded } from "./live-job";
import { type Connection, useLiveJob } from "./use-live-job";

type Live = { readonly job: LiveJob; readonly connection: Connection };

const LiveContext = createContext<Live | null>(null);

/** The live job, for whatever stands inside `LiveProvider`. */
export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive needs a LiveProvider around it");
  return live;
}

type LiveProviderProps = { jobId: string; initial: LiveJob; children: ReactNode };

/** Follows a job from where the server rendered it, and has the server render again what a run hands over. */
export function LiveProvider({ jobId, initial, children }: LiveProviderProps) {
  const live = useLiveJob(jobId, initial);
  const router = useRouter();
  const { status, runs, revision } = live.job;
  const stage = `${status} ${runs.length} ${runs.filter(isEnded).length} ${revision}`;
  const shown = useRef(stage);
  useEffect(() => {
    if (shown.current === stage) return;
    shown.current = stage;
    router.refresh();
  }, [stage, router]);
  return <LiveContext value={live}>{children}</LiveContext>;
}
