import { sql } from "drizzle-orm";
import type { Settlement } from "#billing";
import { runs } from "#drizzle/schema/index";
import type { EventData } from "#events";
import { addPico, formatUsd } from "#kernel";
import type { Tx } from "#platform";
import type { RunRow } from "../run-changes";
import { projectCost } from "../run-view";
import type { ClaimedRun } from "./claim-run";

type Totals = EventData<"step.settled">["totals"];

type Addition = {
  readonly claim: ClaimedRun;
  readonly run: RunRow;
  readonly settlement: Settlement;
  /** None for a call that was stopped: its step stays unfinished. */
  readonly steps: 0 | 1;
};

/** Adds what calls used and cost to their locked runs. @returns what each run has come to, by its id */
export async function addToRuns(tx: Tx, additions: readonly Addition[]): Promise<(runId: string) => Totals> {
  const sums = additions.map(({ claim, run, settlement, steps }) => ({
    claim,
    run,
    steps: run.steps + steps,
    inputTokens: run.inputTokens + settlement.inputTokens,
    outputTokens: run.outputTokens + settlement.outputTokens,
    cost: addPico(run.cost, settlement.cost),
  }));
  const rows = sums.map(({ run, steps, inputTokens, outputTokens, cost }) => ({
    id: run.id,
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
  const totals = new Map(
    sums.map(({ claim, run, steps, inputTokens, outputTokens, cost }) => {
      const projected = projectCost({ steps, cost, status: "working" }, claim.agent.maxSteps, claim.budget);
      return [
        run.id,
        {
          steps,
          inputTokens: inputTokens.toString(),
          outputTokens: outputTokens.toString(),
          cost: formatUsd(cost),
          projectedCost: projected === null ? null : formatUsd(projected),
        },
      ];
    }),
  );
  return (runId) => {
    const sum = totals.get(runId);
    if (!sum) throw new Error(`nothing was added to run ${runId}`);
    return sum;
  };
}
