"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/_components/ui/button";
import { FieldError } from "@/_components/ui/field";
import { useTRPC } from "@/_trpc/client";
import { failureOf } from "@/_trpc/failure";
import type { LiveToolCall } from "./live-job";
import { Block } from "./tool-arguments";

/** Where a tool call is found. */
export type CallAddress = {
  readonly jobId: string;
  readonly runId: string;
  readonly step: number;
  /** Its place among the step's calls, from 0. */
  readonly position: number;
};

type LongAnswerProps = {
  beginning: Pick<NonNullable<LiveToolCall["result"]>, "content" | "isError">;
  address: CallAddress;
};

/** What a tool answered at length: its beginning, and all of it for whoever asks. */
export function LongAnswer({ beginning, address }: LongAnswerProps) {
  const [isWanted, setWanted] = useState(false);
  const trpc = useTRPC();
  const { data, error, isFetching, refetch } = useQuery(
    trpc.jobs.toolAnswer.queryOptions(address, { enabled: isWanted, staleTime: Number.POSITIVE_INFINITY }),
  );
  return (
    <div className="grid grid-cols-1 justify-items-start gap-1.5">
      <div className="w-full min-w-0">
        <Block isError={beginning.isError}>{data ? data.content : `${beginning.content}\n…`}</Block>
      </div>
      {data ? null : (
        <Button
          variant="ghost"
          size="sm"
          className="text-muted"
          disabled={isFetching}
          onClick={() => (isWanted ? void refetch() : setWanted(true))}
        >
          {isFetching ? "Fetching the rest" : "Show all of it"}
        </Button>
      )}
      <FieldError id={`answer-error-${address.runId}-${address.step}-${address.position}`}>
        {error ? failureOf(error).message : undefined}
      </FieldError>
    </div>
  );
}
