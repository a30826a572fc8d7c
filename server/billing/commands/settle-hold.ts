import { type attempts, chargeLines, credits, transfers, usageEvents } from "#drizzle/schema/index";
import { type Component, newId, type Pico, type RateTable } from "#kernel";
import type { Tx } from "#platform";
import { AGENCY, walletAccount } from "../accounts";
import { checkRates } from "../pricing/check-rates";
import { type PricedCall, priceCall, splitCharge, type UsageRecord } from "../pricing/compute-settlement";
import type { ChargeLine } from "../pricing/price-of";
import { closeHold, type LockedHold, lockHold } from "./close-hold";

export type AttemptRow = typeof attempts.$inferSelect;

export type Settlement = {
  /** What the client pays: `charged − credited`. Equals the wallet's movement. */
  readonly cost: Pico;
  /** Σ lines. */
  readonly charged: Pico;
  /** What did not fit under the caps beyond the hold: the agency's expense. */
  readonly credited: Pico;
  /** All input components together, tokens. */
  readonly inputTokens: bigint;
  /** Reasoning included, tokens. */
  readonly outputTokens: bigint;
  readonly lines: readonly ChargeLine[];
  /** Why a person should look at it; NULL when in order. */
  readonly review: string | null;
  /** Used without a rate and so not charged: the caller takes the model off duty. */
  readonly unrated: readonly Component[];
};

/** The reason on the credit for what passes the caps. */
const OVERRUN = "used more than was held, and the caps left no room";

/**
 * Charges a finished model call: usage event, charge lines, transfers, credit, and the hold closed on caps and wallet by
 * net amounts. The caller marks the attempt settled and writes the step in the same transaction; the run's row (and the
 * job's, if touched) must be locked before.
 *
 * Usage that cannot be metered, and components without a rate, are not charged; `review` says why.
 * @param usage as the provider reported it
 * @throws Conflict when the attempt was settled or released already: an attempt is charged at most once
 */
export async function settleHold(
  tx: Tx,
  attempt: AttemptRow,
  { rates, markupBps, usage }: { readonly rates: RateTable; readonly markupBps: number; readonly usage: UsageRecord },
): Promise<Settlement> {
  checkRates(attempt, rates);
  const hold = await lockHold(tx, attempt.id);
  // As it was held for: a markup that changed meanwhile holds from the next call on.
  const call = priceCall(usage, { ...rates, markups: attempt.markups }, attempt.tier, markupBps);
  const split = splitCharge(call.charged, hold.amount, hold.spare);
  await record(tx, attempt, { call, markupBps, raw: usage.raw, credited: split.credited });
  await recordCredit(tx, hold, split.credited);
  await closeHold(tx, hold, "settled", split.cost);
  const { charged, inputTokens, outputTokens, lines, review, unrated } = call;
  return { ...split, charged, inputTokens, outputTokens, lines, review, unrated };
}

type Facts = { readonly call: PricedCall; readonly markupBps: number; readonly raw: unknown; readonly credited: Pico };

/** Usage event, charge lines and transfers in one statement: the wallet is locked, and others wait for it. */
async function record(tx: Tx, attempt: AttemptRow, { call, markupBps, raw, credited }: Facts): Promise<void> {
  const { id, orgId, jobId, runId, stepNo, no, purpose, modelId, rateCardId, markups } = attempt;
  const event = tx.$with("event").as(
    tx
      .insert(usageEvents)
      .values({
        attemptId: id,
        orgId,
        jobId,
        runId,
        stepNo,
        attemptNo: no,
        purpose,
        modelId,
        tier: call.tier,
        rateCardId,
        markupBps,
        markups,
        raw,
        review: call.review,
        cost: call.providerCost,
      })
      .returning({ id: usageEvents.attemptId }),
  );
  const rows = call.lines.map((line) => ({ ...line, eventId: id, orgId, rateCardId }));
  const lines =
    rows.length > 0
      ? [tx.$with("lines").as(tx.insert(chargeLines).values(rows).returning({ id: chargeLines.eventId }))]
      : [];
  await tx
    .with(event, ...lines)
    .insert(transfers)
    .values(transfersOf(attempt, call, credited));
}

function transfersOf({ id, orgId }: AttemptRow, call: PricedCall, credited: Pico): (typeof transfers.$inferInsert)[] {
  const wallet = walletAccount(orgId);
  const post = (kind: typeof transfers.$inferInsert.kind, debit: string, credit: string, amount: Pico) => ({
    id: newId(),
    orgId,
    attemptId: id,
    kind,
    debit,
    credit,
    amount,
  });
  return [
    post("charge", wallet, AGENCY.revenue, call.charged),
    post("provider_cost", AGENCY.providerCost, AGENCY.providerPayable, call.providerCost),
    ...(credited > 0n ? [post("overrun_credit", AGENCY.waste, wallet, credited)] : []),
  ];
}

async function recordCredit(tx: Tx, { attemptId, orgId }: LockedHold, amount: Pico): Promise<void> {
  if (amount > 0n) await tx.insert(credits).values({ eventId: attemptId, orgId, reason: OVERRUN, amount });
}
