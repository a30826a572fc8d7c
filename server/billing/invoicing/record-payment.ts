import { eq, sql } from "drizzle-orm";
import { invoicePayments, transfers, wallets } from "#drizzle/schema/index";
import { formatUsd, InvalidInput, isId, NotFound, newId, type Pico } from "#kernel";
import { recordAudit, withSystem } from "#platform";
import { AGENCY, walletAccount } from "../accounts";
import { collectInvoices, findAccount, lockPurse, lockPurses } from "./collect-invoices";
import { lockCustomer } from "./customer";
import { dueOf } from "./invoice-state";

export type InvoicePayment = {
  readonly invoiceId: string;
  /** Whole cents, up to what is due. */
  readonly amount: Pico;
  readonly method: "bank" | "stripe";
  /** The transfer's reference, for people; NULL when there is none. */
  readonly note: string | null;
  /** The payment's own id: recorded again, it changes nothing. */
  readonly id?: string;
};

const SOURCE = { bank: AGENCY.bank, stripe: AGENCY.stripe } as const;

/**
 * Records money that arrived for an invoice; for the operator and for payment providers' webhooks. It goes into the
 * wallet, which the invoiced calls have lowered by their exact charges.
 * @param actor who recorded it
 * @returns false when the payment had been recorded before
 * @throws NotFound, also for another organization's invoice | InvalidInput for more than is due
 */
export async function recordInvoicePayment(orgId: string, payment: InvoicePayment, actor: string): Promise<boolean> {
  const { invoiceId, amount, method, note, id = newId() } = payment;
  if (amount <= 0n) throw new InvalidInput("amount", "A payment must be above zero.");
  return withSystem(async (tx) => {
    await lockCustomer(tx, orgId);
    const [known] = await tx.select().from(invoicePayments).where(eq(invoicePayments.id, id));
    if (known) return false;
    const account = isId(invoiceId) ? await findAccount(tx, orgId, invoiceId) : null;
    if (!account) throw new NotFound("invoice", invoiceId);
    const due = dueOf(account);
    if (amount > due) {
      throw new InvalidInput(
        "amount",
        `${formatUsd(due)} US dollars are due on this invoice, not ${formatUsd(amount)}.`,
      );
    }
    await lockPurse(tx, orgId);
    await tx.insert(invoicePayments).values({ id, orgId, invoiceId, amount, method, note });
    await tx.insert(transfers).values({
      id: newId(),
      orgId,
      kind: "invoice_payment",
      debit: SOURCE[method],
      credit: walletAccount(orgId),
      amount,
      cause: id,
    });
    await tx
      .update(wallets)
      .set({ posted: sql`${wallets.posted} + ${amount.toString()}::numeric` })
      .where(eq(wallets.orgId, orgId));
    await collectInvoices(tx, await lockPurses(tx, [orgId]));
    const data = { invoiceId, amount: formatUsd(amount), method };
    await recordAudit(tx, { orgId, actor, action: "invoice.paid", data });
    return true;
  });
}
