import { eq, sql } from "drizzle-orm";
import { chargebacks, topups } from "#drizzle/schema/index";
import type { Tx } from "#platform";
import { type Chargeback, type ChargebackSum, mergeChargeback, sumChargebacks } from "./chargeback-facts";

/**
 * Whoever learns of a payment and whoever learns of a claim on it do so one after the other, so that the second sees the
 * first. Before the wallet's lock.
 */
async function lockPayment(tx: Tx, paymentIntent: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`payment:${paymentIntent}`}, 0))`);
}

/** Writes down what is told about a claim. @returns the payment's top-up; NULL as long as none is known */
export async function recordChargeback(tx: Tx, told: Chargeback): Promise<string | null> {
  await lockPayment(tx, told.paymentIntent);
  const [known] = await tx.select().from(chargebacks).where(eq(chargebacks.id, told.id));
  const { id, ...facts } = mergeChargeback(known, told);
  await tx
    .insert(chargebacks)
    .values({ id, ...facts })
    .onConflictDoUpdate({ target: chargebacks.id, set: facts });
  const [topup] = await tx
    .select({ id: topups.id })
    .from(topups)
    .where(eq(topups.stripePaymentIntent, facts.paymentIntent));
  return topup?.id ?? null;
}

/** What all claims on a payment come to, also those that were heard of before it. Locks the payment until the end. */
export async function readChargebacks(tx: Tx, paymentIntent: string): Promise<ChargebackSum> {
  await lockPayment(tx, paymentIntent);
  return sumChargebacks(await tx.select().from(chargebacks).where(eq(chargebacks.paymentIntent, paymentIntent)));
}
