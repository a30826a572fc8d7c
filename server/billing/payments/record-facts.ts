import { and, asc, eq, gt, isNotNull, sql } from "drizzle-orm";
import { autoTopups, topups, transfers, wallets } from "#drizzle/schema/index";
import { minPico, newId, type Pico, pico, subPico } from "#kernel";
import { recordAudit, type Tx } from "#platform";
import { AGENCY, walletAccount } from "../accounts";
import { lockWallet } from "./lock-wallet";
import { computeTopup, type TopupFacts, type TopupRow } from "./topup-facts";

/** Where the money of a top-up comes from. */
const SOURCE = { stripe: AGENCY.stripe, bank: AGENCY.bank, demo: AGENCY.demoCredit } as const;

/** An automatic top-up that was just refused. */
export type FailedTopup = {
  readonly topupId: string;
  readonly orgId: string;
  readonly amount: Pico;
  /** For people. */
  readonly reason: string;
};

/** Tells an organization of it, in the transaction that records it. */
export type TellFailure = (tx: Tx, failed: FailedTopup) => Promise<void>;

/** After a refused payment a wallet does not try to fill itself again for so long. */
const PAUSE_AFTER_FAILURE = sql`now() + interval '1 day'`;

/**
 * Writes down what somebody tells about a top-up and moves the wallet accordingly: credited once, when it is paid, by what
 * was paid; a refund is collected as far as the wallet goes, and the rest is owed. Any order and repetition of the same
 * facts ends with the same wallet.
 * @returns an automatic top-up that failed by these facts; NULL else
 */
export async function recordFacts(
  tx: Tx,
  { id, orgId }: Pick<TopupRow, "id" | "orgId">,
  facts: TopupFacts,
): Promise<FailedTopup | null> {
  await lockWallet(tx, orgId);
  const [topup] = await tx.select().from(topups).where(eq(topups.id, id));
  if (!topup) throw new Error(`top-up ${id} has no row`);
  const { credit, owed, flag, ...changes } = computeTopup(topup, facts);
  await tx
    .update(topups)
    .set({
      ...changes,
      stripeSession: topup.stripeSession ?? facts.stripeSession ?? null,
      stripePaymentIntent: topup.stripePaymentIntent ?? facts.stripePaymentIntent ?? null,
      endedAt: changes.state === "pending" ? null : (topup.endedAt ?? sql`now()`),
    })
    .where(eq(topups.id, id));
  if (credit > 0n) await postCredit(tx, topup, credit);
  if (owed > 0n) await postRefund(tx, topup, owed, changes.refunded);
  if (credit > 0n || owed > 0n) await collectOwed(tx, orgId);
  if (flag && flag !== topup.note) await recordTopupAudit(tx, topup, "topup.flagged", { flag });
  return topup.automatic && changes.state !== topup.state ? followAutomatic(tx, { ...topup, ...changes }) : null;
}

async function postCredit(tx: Tx, { id, orgId, method, createdBy }: TopupRow, amount: Pico): Promise<void> {
  await tx.insert(transfers).values({
    id: newId(),
    orgId,
    kind: "topup",
    debit: SOURCE[method],
    credit: walletAccount(orgId),
    amount,
    cause: id,
  });
  await moveWallet(tx, orgId, amount);
  await recordTopupAudit(tx, { id, orgId, createdBy }, "topup.paid", { method, amount: amount.toString() });
}

/** The payer has the money back already: the organization owes it until its wallet has given it up. */
async function postRefund(tx: Tx, topup: TopupRow, amount: Pico, refunded: Pico): Promise<void> {
  const { id, orgId, method } = topup;
  await tx.insert(transfers).values({
    id: newId(),
    orgId,
    kind: "topup_refund",
    debit: AGENCY.receivable,
    credit: SOURCE[method],
    amount,
    cause: `${id}:refunded:${refunded}`,
  });
  await recordTopupAudit(tx, topup, "topup.refunded", { amount: amount.toString() });
}

/**
 * Takes what was refunded out of the wallet, oldest top-up first, as far as it is free. What holds and promotions keep is
 * not touched; the rest stays owed, and is collected as soon as there is money again.
 */
export async function collectOwed(tx: Tx, orgId: string): Promise<void> {
  let { free } = await lockWallet(tx, orgId);
  const owing = await tx
    .select()
    .from(topups)
    .where(and(eq(topups.orgId, orgId), gt(topups.refunded, topups.returned), isNotNull(topups.paid)))
    .orderBy(asc(topups.createdAt), asc(topups.id));
  for (const { id, paid, refunded, returned } of owing) {
    const amount = minPico(free, subPico(minPico(refunded, paid ?? refunded), returned));
    if (amount <= 0n) continue;
    free = subPico(free, amount);
    await tx.insert(transfers).values({
      id: newId(),
      orgId,
      kind: "topup_refund",
      debit: walletAccount(orgId),
      credit: AGENCY.receivable,
      amount,
      cause: `${id}:collected:${returned + amount}`,
    });
    await tx
      .update(topups)
      .set({ returned: sql`${topups.returned} + ${amount.toString()}::bigint` })
      .where(eq(topups.id, id));
    await moveWallet(tx, orgId, pico(-amount));
  }
}

async function moveWallet(tx: Tx, orgId: string, amount: Pico): Promise<void> {
  await tx
    .update(wallets)
    .set({ posted: sql`${wallets.posted} + ${amount.toString()}::numeric` })
    .where(eq(wallets.orgId, orgId));
}

async function recordTopupAudit(
  tx: Tx,
  { id, orgId, createdBy }: Pick<TopupRow, "id" | "orgId" | "createdBy">,
  action: string,
  data: Readonly<Record<string, string>>,
): Promise<void> {
  await recordAudit(tx, { orgId, actor: createdBy, action, data: { topupId: id, ...data } });
}

/** A wallet that fills itself goes on after a payment, and pauses after a refusal. */
async function followAutomatic(
  tx: Tx,
  { id, orgId, state, amount, note }: Pick<TopupRow, "id" | "orgId" | "state" | "amount" | "note">,
): Promise<FailedTopup | null> {
  const failed = state === "failed";
  await tx
    .update(autoTopups)
    .set({ pausedUntil: failed ? PAUSE_AFTER_FAILURE : null })
    .where(eq(autoTopups.orgId, orgId));
  return failed ? { topupId: id, orgId, amount, reason: note ?? "The payment was refused." } : null;
}
