import { transfers, waste } from "#drizzle/schema/index";
import { newId, type Pico, type RateTable, ZERO } from "#kernel";
import type { Tx } from "#platform";
import { AGENCY } from "../accounts";
import { checkRates } from "../pricing/check-rates";
import { estimateLostCall, priceCall, type UsageRecord } from "../pricing/compute-settlement";
import type { AttemptRow } from "./settle-hold";

export type WasteReport = {
  readonly rates: RateTable;
  /** What the provider had reported until the call failed; NULL when nothing. */
  readonly usage: UsageRecord | null;
  /** For people. */
  readonly reason: string;
  /** `none` when the call surely never reached the model (connection refused, 401, 429): nothing is estimated. */
  readonly cost?: "none" | "estimate";
};

/** Exact where the provider reported usable figures; else a guess, or nothing. */
function costOf(
  attempt: AttemptRow,
  { rates, usage, cost = "estimate" }: WasteReport,
): { amount: Pico; estimated: boolean } {
  if (usage) {
    const call = priceCall(usage, rates, attempt.tier, 0);
    if (call.review === null) return { amount: call.providerCost, estimated: false };
  }
  return cost === "none"
    ? { amount: ZERO, estimated: false }
    : { amount: estimateLostCall(attempt, rates), estimated: true };
}

/**
 * Books a model call that the client never pays as the agency's expense. Once per attempt: a second report (a fenced
 * worker that comes back) changes nothing, because the books are append-only.
 * @returns what was booked now, or NULL when it had been booked before
 */
export async function recordWaste(tx: Tx, attempt: AttemptRow, report: WasteReport): Promise<Pico | null> {
  checkRates(attempt, report.rates);
  const { amount, estimated } = costOf(attempt, report);
  const { id, orgId, jobId } = attempt;
  const raw = report.usage?.raw ?? null;
  const booked = await tx
    .insert(waste)
    .values({ attemptId: id, orgId, jobId, amount, estimated, reason: report.reason, raw })
    .onConflictDoNothing()
    .returning({ attemptId: waste.attemptId });
  if (booked.length === 0) return null;
  if (amount > 0n) {
    await tx.insert(transfers).values({
      id: newId(),
      orgId,
      attemptId: id,
      kind: "waste_cost",
      debit: AGENCY.waste,
      credit: AGENCY.providerPayable,
      amount,
    });
  }
  return amount;
}
