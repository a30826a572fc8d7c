import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { JobOrder } from "#hiring";
import { useTRPCClient } from "@/_trpc/client";
import { checkOrder } from "./draft";

const PAUSE_MS = 450;

/** What the order would cost, asked for when the typing pauses. Idle until the order says enough to be priced. */
export function useQuote(order: JobOrder) {
  const client = useTRPCClient();
  const settled = useSettled(order, PAUSE_MS);
  return useQuery({
    queryKey: ["quote", settled],
    queryFn: () => client.jobs.quote.mutate(settled),
    enabled: Object.keys(checkOrder(settled)).length === 0,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 60_000,
  });
}

/** The value as it was when it last stood still for a while. Compared by content: an order is rebuilt at every render. */
function useSettled<T>(value: T, pauseMs: number): T {
  const [settled, setSettled] = useState(value);
  const content = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(content)), pauseMs);
    return () => clearTimeout(timer);
  }, [content, pauseMs]);
  return settled;
}
