import { eq, sql } from "drizzle-orm";
import { autoTopups, topups, transfers, wallets } from "#drizzle/schema/index";
import { newId, type Pico, ZERO } from "#kernel";
import { recordAudit, type Tx } from "#platform";
import { AGENCY, moving, walletAccount } from "../accounts";
import { collectOwed } from "./collect-owed";
import { lockWallet } from "./lock-wallet";
import { computeTopup, type TopupFacts, type TopupRow } from "./topup-facts";

/** Where the money of a top-up comes from. */
const SOURCE = { stripe: AGENCY.stripe, bank: AGENCY.bank, demo: AGENCY.demoCredit } as const;

/** What an organization is told about one of its top-ups, as it has just come to be. */
export type TopupNews = { readonly topupId: string; readonly orgId: string } & (
  | {
      /** An automatic one was refused. */
      readonly kind: "failed";
      readonly amount: Pico;
      /** For people. */
      readonly reason: string;
    }
  | {
      /** The payer's bank has taken money back, or given it again, or it was decided who keeps it. */
      readonly kind: "charged_back";
      /** What has gone back since the last time; below zero: what has come again. */
      readonly amount: Pico;
      readonly state: "open" | "won" | "lost";
      /** What the organization owes in all after it. */
      readonly owed: Pico;
    }
);

/** Tells an organization of it, in the transaction that records it. */
export type TellTopup = (tx: Tx, news: TopupNews) => Promise<void>;

/** After a refused payment a wallet does not try to fill itself again for so long. */
const PAUSE_AFTER_FAILURE = sql`now() + interval '1 day'`;

/**
 * Writes down what somebody tells about a top-up and moves the wallet accordingly: credited once, when it is paid, by what
 * was paid; what the payer has back is collected as far as the wallet goes, and the rest is owed. Any order and repetition
 * of the same facts ends with the same wallet.
 * @returns what its organization should hear of it; NULL when nothing
 */
export async function recordFacts(
  tx: Tx,
  { id, orgId }: Pick<TopupRow, "id" | "orgId">,
  facts: TopupFacts,
): Promise<TopupNews | null> {
  await lockWallet(tx, orgId);
  const [topup] = await tx.select().from(topups).where(eq(topups.id, id));
  if (!topup) throw new Error(`top-up ${id} has no row`);
  const { credit, back, flag, ...changes } = computeTopup(topup, facts);
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
  if (back.refund !== 0n) await postBack(tx, topup, "topup_refund", back.refund);
  if (back.chargeback !== 0n) await postBack(tx, topup, "chargeback", back.chargeback);
  const isMoved = credit > 0n || back.refund !== 0n || back.chargeback !== 0n;
  const owed = isMoved || facts.claimed ? await collectOwed(tx, orgId) : ZERO;
  if (flag && flag !== topup.note) await recordTopupAudit(tx, topup, "topup.flagged", { flag });
  const now = { ...topup, ...changes };
  const failed = topup.automatic && now.state !== topup.state ? await followAutomatic(tx, now) : null;
  return facts.claimed ? await followClaim(tx, now, { amount: back.chargeback, owed, was: topup.chargeback }) : failed;
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

/**
 * The payer has the money back already: the organization owes it until its wallet has given it up. What a bank gives again
 * is below zero.
 */
async function postBack(tx: Tx, topup: TopupRow, kind: "topup_refund" | "chargeback", amount: Pico): Promise<void> {
  const { id, orgId, method } = topup;
  const transferId = newId();
  await tx.insert(transfers).values({
    id: transferId,
    orgId,
    kind,
    ...moving(AGENCY.receivable, SOURCE[method], amount),
    cause: `${id}:back:${transferId}`,
  });
  const action = kind === "topup_refund" ? "topup.refunded" : "topup.charged_back";
  await recordTopupAudit(tx, topup, action, { amount: amount.toString() });
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
): Promise<TopupNews | null> {
  const failed = state === "failed";
  await tx
    .update(autoTopups)
    .set({ pausedUntil: failed ? PAUSE_AFTER_FAILURE : null })
    .where(eq(autoTopups.orgId, orgId));
  return failed ? { kind: "failed", topupId: id, orgId, amount, reason: note ?? "The payment was refused." } : null;
}

type Claim = { readonly amount: Pico; readonly owed: Pico; readonly was: TopupRow["chargeback"] };

/** News when money has moved or it is decided who keeps it. A card whose payer takes money back is not charged by itself again. */
async function followClaim(
  tx: Tx,
  { id, orgId, chargeback: state }: Pick<TopupRow, "id" | "orgId" | "chargeback">,
  { amount, owed, was }: Claim,
): Promise<TopupNews | null> {
  if (amount > 0n) await tx.update(autoTopups).set({ enabled: false }).where(eq(autoTopups.orgId, orgId));
  const isDecided = state !== was && state !== "open";
  return state && (amount !== 0n || isDecided)
    ? { kind: "charged_back", topupId: id, orgId, amount, state, owed }
    : null;
}
