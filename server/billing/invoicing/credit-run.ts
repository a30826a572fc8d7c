import { eq, inArray, sql } from "drizzle-orm";
import { credits, invoices, transfers, wallets } from "#drizzle/schema/index";
import { type Clock, newId, type Pico, pico, ZERO } from "#kernel";
import type { Tx } from "#platform";
import { AGENCY, walletAccount } from "../accounts";
import { paidNow } from "../queries/call-amounts";
import { sealAll } from "../seal/seal-entries";
import { lockPurse } from "./collect-invoices";
import { lockCustomer } from "./customer";
import { type CreditLine, lowerCosts, writeCreditNote } from "./write-credit-note";

/** A call of the run with what the client still pays for it. */
type Charged = CreditLine & { readonly invoiceId: string | null };

/**
 * Gives a client back all that a run has charged it, because the run failed for no fault of the brief: the agency carries
 * it. What no invoice has yet becomes a credit on its call; what was invoiced is corrected by a credit note. Credited
 * once: a second time there is nothing left.
 *
 * `tx` is a system transaction that holds the run's lock and the job's, and ends the run.
 * @param reason for the bill
 * @returns what was given back, tax aside
 */
export async function creditRun(
  tx: Tx,
  run: { readonly id: string; readonly orgId: string },
  reason: string,
  { clock }: { readonly clock: Clock },
): Promise<Pico> {
  const customer = await lockCustomer(tx, run.orgId);
  // What was billed before there was a chain is known to be so once it is sealed.
  await sealAll(tx, run.orgId);
  const charged = await readCharged(tx, run.id);
  if (charged.length === 0) return ZERO;
  await lowerCosts(tx, charged);
  await lockPurse(tx, run.orgId);
  await creditCalls(
    tx,
    run.orgId,
    charged.filter(({ invoiceId }) => invoiceId === null),
    reason,
  );
  const invoiced = charged.flatMap(({ invoiceId }) => invoiceId ?? []);
  const corrected =
    invoiced.length === 0
      ? []
      : await tx.select().from(invoices).where(inArray(invoices.id, invoiced)).orderBy(invoices.serial);
  for (const invoice of corrected) {
    const lines = charged.filter(({ invoiceId }) => invoiceId === invoice.id);
    await writeCreditNote(tx, customer, { id: newId(), invoice, lines, reason, carriedBy: "waste", now: clock.now() });
  }
  return sumOf(charged);
}

const sumOf = (lines: readonly CreditLine[]): Pico => pico(lines.reduce((sum, { amount }) => sum + amount, 0n));

/** The run's calls that still cost the client something. No invoice takes one meanwhile: the customer is locked. */
async function readCharged(tx: Tx, runId: string): Promise<Charged[]> {
  const { rows } = await tx.execute<{ event_id: string; invoice_id: string | null; left: string }>(sql`
    select e.attempt_id as event_id, il.invoice_id, ${paidNow(sql`e.attempt_id`)}::text as left
    from usage_events e left join invoice_lines il on il.event_id = e.attempt_id
    where e.run_id = ${runId} order by il.no, e.created_at, e.attempt_id`);
  return rows
    .map(({ event_id, invoice_id, left }) => ({ eventId: event_id, invoiceId: invoice_id, amount: pico(BigInt(left)) }))
    .filter(({ amount }) => amount > 0n);
}

async function creditCalls(tx: Tx, orgId: string, calls: readonly CreditLine[], reason: string): Promise<void> {
  if (calls.length === 0) return;
  await tx.insert(credits).values(calls.map(({ eventId, amount }) => ({ eventId, orgId, reason, amount })));
  await tx.insert(transfers).values(
    calls.map(({ eventId, amount }) => ({
      id: newId(),
      orgId,
      kind: "fault_credit" as const,
      debit: AGENCY.waste,
      credit: walletAccount(orgId),
      amount,
      attemptId: eventId,
    })),
  );
  await tx
    .update(wallets)
    .set({ posted: sql`${wallets.posted} + ${sumOf(calls).toString()}::numeric` })
    .where(eq(wallets.orgId, orgId));
}
