import type { Settlement } from "#billing";
import { appendEvents, type EventData, type NewEvent } from "#events";
import { formatUsd } from "#kernel";
import type { Tx } from "#platform";
import type { ModelReply, Reserved } from "#runtime";
import { addToRun } from "./add-to-runs";
import type { ClaimedRun } from "./claim-run";
import { chargeCalls } from "./settle-calls";
import type { Writer } from "./writer";

/** What the news of a settled call say of its use and its cost. */
type Figures = Pick<
  EventData<"verification.settled">,
  "step" | "attempt" | "inputTokens" | "outputTokens" | "cost" | "credited" | "totals"
>;

/** What follows every settled call. */
export type AfterSettled = (settlement: Settlement) => Promise<void>;

type Beside = {
  readonly claim: ClaimedRun;
  readonly writer: Writer;
  readonly attempt: Reserved;
  readonly usage: ModelReply["usage"];
  readonly after: AfterSettled;
};

/**
 * Settles a call that is made beside a step's own, such as the verdict on its work: one transaction under the run's lock and
 * epoch, and the job's lock, so that what it brought is kept if and only if it is paid.
 * @param keep writes what it brought, and tells what became of it
 * @throws LeaseLost | Conflict when the attempt was closed already
 */
export async function settleBeside(
  { claim, writer, attempt, usage, after }: Beside,
  keep: (tx: Tx, figures: Figures) => Promise<NewEvent>,
): Promise<void> {
  const { scope, jobId } = claim;
  const settlement = await writer.write(async (tx, run) => {
    const [settlement] = await chargeCalls(tx, [{ claim, attempt, usage }]);
    if (!settlement) throw new Error(`attempt ${attempt.attemptId} was left unsettled`);
    const totals = await addToRun(tx, { claim, run, settlement, steps: 0 });
    const { inputTokens, outputTokens, cost, credited } = settlement;
    const news = await keep(tx, {
      ...{ step: attempt.step, attempt: attempt.attempt, totals },
      ...{ inputTokens: inputTokens.toString(), outputTokens: outputTokens.toString() },
      ...{ cost: formatUsd(cost), credited: formatUsd(credited) },
    });
    await appendEvents(tx, scope.orgId, jobId, [news]);
    return settlement;
  });
  await after(settlement);
}
