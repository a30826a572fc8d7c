import { and, asc, eq } from "drizzle-orm";
import { invoicePayments, invoices } from "#drizzle/schema/index";
import { type Clock, formatUsd, isId, NotFound, type OrgScope } from "#kernel";
import { withOrg } from "#platform";
import { findAccount } from "../invoicing/collect-invoices";
import { dueOf, type InvoiceState, stateOf } from "../invoicing/invoice-state";

/** What has happened to an invoice since it was issued. USD as decimal strings. */
export type InvoiceAccountView = {
  readonly number: string;
  readonly issuedAt: string;
  /** Whole cents. */
  readonly total: string;
  readonly state: InvoiceState;
  readonly due: string;
  readonly dueAt: string | null;
  readonly payments: readonly {
    readonly amount: string;
    readonly method: "wallet" | "stripe" | "bank";
    readonly at: string;
  }[];
  readonly creditNotes: readonly {
    readonly id: string;
    readonly number: string;
    readonly total: string;
    readonly reason: string;
    readonly issuedAt: string;
  }[];
};

/** How an invoice stands: payments, credit notes, and what is due. @throws NotFound, also for another organization's */
export function getInvoiceAccount(
  scope: OrgScope,
  id: string,
  { clock }: { readonly clock: Clock },
): Promise<InvoiceAccountView> {
  return withOrg(scope, async (tx) => {
    const account = isId(id) ? await findAccount(tx, scope.orgId, id) : null;
    const [invoice] = account ? await tx.select().from(invoices).where(eq(invoices.id, id)) : [];
    if (!account || !invoice) throw new NotFound("invoice", id);
    const payments = await tx
      .select()
      .from(invoicePayments)
      .where(eq(invoicePayments.invoiceId, id))
      .orderBy(asc(invoicePayments.createdAt));
    const notes = await tx
      .select()
      .from(invoices)
      .where(and(eq(invoices.orgId, scope.orgId), eq(invoices.correctsId, id)))
      .orderBy(asc(invoices.serial));
    return {
      number: invoice.number,
      issuedAt: invoice.issuedAt.toISOString(),
      total: formatUsd(invoice.total),
      state: stateOf(account, clock.now()),
      due: formatUsd(dueOf(account)),
      dueAt: account.dueAt?.toISOString() ?? null,
      payments: payments.map(({ amount, method, createdAt }) => ({
        amount: formatUsd(amount),
        method,
        at: createdAt.toISOString(),
      })),
      creditNotes: notes.map((note) => ({
        id: note.id,
        number: note.number,
        total: formatUsd(note.total),
        reason: note.reason ?? "",
        issuedAt: note.issuedAt.toISOString(),
      })),
    };
  });
}
