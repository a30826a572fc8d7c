"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { chargesOf } from "@/_charges/charges";
import { Fold } from "@/_charges/fold";
import { StepsTable } from "@/_charges/steps-table";
import { Money } from "@/_components/money";
import { Section } from "@/_components/ui/card";
import { Unfold } from "@/_components/unfold";
import { useTRPC } from "@/_trpc/client";
import type { JobUsage } from "@/_trpc/types";
import { labelOf } from "./label-of";
import { useLive } from "./live-context";
import { isEnded, type LiveRun } from "./live-job";
import { totalsOf } from "./live-totals";

const CALM_MS = 1_000;

/** Every charge of the job, and what of the work the agency carries itself. */
export function JobBill({ jobId, initial }: { jobId: string; initial: JobUsage }) {
  const { runs } = useLive().job;
  const usage = useUsage(jobId, initial, runs);
  const charged = runs.filter(({ id }) => usage.lines.some(({ runId }) => runId === id));
  return (
    <Section
      id="bill"
      title="Bill of this job"
      description="To the single model call: tokens × rate = amount"
      actions={<Money usd={totalsOf(runs).cost} exact className="font-semibold" />}
    >
      {charged.length === 0 ? (
        <p className="p-4 text-muted">Nothing is charged yet. The first line appears with the first finished step.</p>
      ) : null}
      <div className="divide-y divide-border">
        {charged.map((run) => {
          const { amount, steps } = chargesOf(usage, run.id);
          const label = labelOf(run, runs);
          return (
            <Fold
              key={run.id}
              title={label}
              note={steps.length === 1 ? "1 call" : `${steps.length} calls`}
              usd={amount}
            >
              <StepsTable steps={steps} label={`Charges of ${label}`} />
            </Fold>
          );
        })}
      </div>
      <Waste usage={usage} runs={runs} />
    </Section>
  );
}

/** The bill as it is now: asked for again, calmly, when a step is settled or lost, or a run has ended. */
function useUsage(jobId: string, initial: JobUsage, runs: readonly LiveRun[]): JobUsage {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useQuery(
    trpc.jobs.usage.queryOptions({ jobId }, { initialData: initial, staleTime: Number.POSITIVE_INFINITY }),
  );
  const closed =
    runs.flatMap(({ steps }) => steps.flatMap(({ attempts }) => attempts.filter(({ state }) => state !== "open")))
      .length + runs.filter(isEnded).length;
  const { queryKey } = trpc.jobs.usage.queryOptions({ jobId });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is made anew at each render and says the same
  useEffect(() => {
    if (closed === 0) return;
    const timer = setTimeout(() => queryClient.invalidateQueries({ queryKey }), CALM_MS);
    return () => clearTimeout(timer);
  }, [closed, jobId]);
  return data;
}

/** So many lost calls are read at a glance; more are behind a line. */
const AT_A_GLANCE = 5;

type WasteProps = { usage: JobUsage; runs: readonly LiveRun[] };

function Waste({ usage, runs }: WasteProps) {
  if (usage.waste.length === 0) return null;
  return (
    <div className="grid gap-1.5 border-t border-border p-4 text-[0.8125rem]">
      <h3 className="font-medium">Carried by the agency</h3>
      <p className="text-muted">Model calls that were of no use to you. They are not on your bill.</p>
      {usage.waste.length > AT_A_GLANCE ? (
        <Unfold label={`All ${usage.waste.length} calls`}>
          <WasteList usage={usage} runs={runs} />
        </Unfold>
      ) : (
        <WasteList usage={usage} runs={runs} />
      )}
    </div>
  );
}

function WasteList({ usage, runs }: WasteProps) {
  return (
    <ul className="grid gap-1 pt-1">
      {usage.waste.map(({ runId, step, attempt, amount, estimated, reason }) => {
        const run = runs.find(({ id }) => id === runId);
        return (
          <li key={`${runId} ${step}.${attempt}`} className="flex justify-between gap-4">
            <span>
              {run ? `${labelOf(run, runs)}, ` : ""}step {step}, attempt {attempt}: {reason}
            </span>
            <span className="shrink-0 text-muted">
              {estimated ? "about " : ""}
              <Money usd={amount} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}
