import { creditRun } from "#billing";
import { formatUsd, type Pico, subPico, systemClock, ZERO } from "#kernel";
import type { Tx } from "#platform";
import { changeRun, type RunRow } from "../run-changes";

/**
 * Ends a locked run without a result; its client pays for what it did.
 * @param reason for the client, fit for the database
 */
export const failRun = (tx: Tx, run: RunRow, reason: string): Promise<void> => fail(tx, run, reason, ZERO);

/**
 * Ends a locked run without a result by the fault of the house, which then carries its cost.
 * @param tx of the system: invoices may have to be corrected
 * @param reason for the client, fit for the database
 */
export async function failAtOurExpense(tx: Tx, run: RunRow, reason: string): Promise<void> {
  await fail(tx, run, reason, await creditRun(tx, run, `The run failed: ${reason}`, { clock: systemClock }));
}

/** @param credited what the client got back */
function fail(tx: Tx, run: RunRow, reason: string, credited: Pico): Promise<void> {
  const cost = formatUsd(subPico(run.cost, credited));
  const data = { reason, credited: formatUsd(credited), cost };
  return changeRun(tx, run, "failed", reason, [{ runId: run.id, type: "run.failed", data }]);
}
