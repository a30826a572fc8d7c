import { sql } from "drizzle-orm";
import type { Settlement } from "#billing";
import { runs } from "#drizzle/schema/index";
import type { EventData } from "#events";
import { addPico, formatUsd, type Pico } from "#kernel";
import type { Tx } from "#platform";
import type { RunAtWork } from "../run-changes";
import { projectCost } from "../run-view";
import type { ClaimedRun } from "./claim-run";

type Totals = EventData<"step.settled">["totals"];

type Addition = {
  readonly claim: ClaimedRun;
  readonly run: RunAtWork;
  readonly settlement: Settlement;
  /** None for a call that was stopped: its step stays unfinished. */
  readonly steps: 0 | 1;
};

/** What a run comes to with a call. */
export type RunSums = {
  readonly runId: string;
  readonly steps: number;
  readonly inputTokens: bigint;
  readonly outputTokens: bigint;
  readonly cost: Pico;
  /** The same for viewers. */
  readonly totals: Totals;
};

/** Adds what a call used and cost to what its locked run has come to. */
export function addUp({ claim, run, settlement, steps: more }: Addition): RunSums {
  const steps = run.steps + more;
  const inputTokens = run.inputTokens + settlement.inputTokens;
  const outputTokens = run.outputTokens + settlement.outputTokens;
  const cost = addPico(run.cost, settlement.cost);
  const projected = projectCost({ steps, cost, status: "working" }, claim.agent.maxSteps, claim.budget);
  const totals = {
    steps,
    inputTokens: inputTokens.toString(),
    outputTokens: outputTokens.toString(),
    cost: formatUsd(cost),
    projectedCost: projected === null ? null : formatUsd(projected),
  };
  return { runId: run.id, steps, inputTokens, outputTokens, cost, totals };
}

/** Writes them into the runs' rows. */
export async function writeSums(tx: Tx, sums: readonly RunSums[]): Promise<void> {
  const rows = sums.map(({ runId, steps, inputTokens, outputTokens, cost }) => ({
    id: runId,
    steps,
    input_tokens: inputTokens.toString(),
    output_tokens: outputTokens.toString(),
    cost: cost.toString(),
  }));
  await tx.execute(sql`
    update ${runs} as r
    set steps = t.steps, input_tokens = t.input_tokens, output_tokens = t.output_tokens, cost = t.cost
    from json_to_recordset(${JSON.stringify(rows)})
      as t (id uuid, steps int, input_tokens bigint, output_tokens bigint, cost numeric)
    where r.id = t.id and r.id = any(${sql.param(rows.map(({ id }) => id))}::uuid[])`);
}

/** Adds a call to its locked run's row. @returns what the run has come to */
export async function addToRun(tx: Tx, addition: Addition): Promise<Totals> {
  const sums = addUp(addition);
  await writeSums(tx, [sums]);
  return sums.totals;
}
