import { and, desc, eq, lt } from "drizzle-orm";
import { invoices } from "#drizzle/schema/index";
import { type Clock, formatUsd, InvalidInput, type OrgScope, systemClock, ZERO } from "#kernel";
import { withOrg } from "#platform";
import { readAccounts } from "../invoicing/collect-invoices";
import { dueOf, type InvoiceState, stateOf } from "../invoicing/invoice-state";

type InvoiceSummary = {
  readonly id: string;
  readonly kind: "invoice" | "credit_note";
  readonly number: string;
  /** The closed month; NULL when issued on demand. */
  readonly month: string | null;
  readonly currency: string;
  readonly period: { readonly from: string; readonly to: string };
  /** USD, whole cents; below zero on a credit note. */
  readonly total: string;
  /** USD, whole cents: what is still to be paid. */
  readonly due: string;
  readonly dueAt: string | null;
  /** NULL on a credit note. */
  readonly state: InvoiceState | null;
  readonly issuedAt: string;
};

export type InvoicePage = { readonly invoices: readonly InvoiceSummary[]; readonly nextCursor: string | null };

const DEFAULT_LIMIT = 50;

/** An organization's invoices and credit notes, newest first. The cursor is what the page before gave. @throws InvalidInput */
export function listInvoices(
  scope: OrgScope,
  {
    limit = DEFAULT_LIMIT,
    cursor = null,
    clock = systemClock,
  }: { readonly limit?: number; readonly cursor?: string | null; readonly clock?: Clock } = {},
): Promise<InvoicePage> {
  if (cursor !== null && !/^\d{1,9}$/.test(cursor))
    throw new InvalidInput("cursor", "This is not a cursor of the invoice list.");
  return withOrg(scope, async (tx) => {
    const before = cursor === null ? undefined : lt(invoices.serial, Number(cursor));
    const rows = await tx
      .select()
      .from(invoices)
      .where(and(eq(invoices.orgId, scope.orgId), before))
      .orderBy(desc(invoices.serial))
      .limit(limit + 1);
    const page = rows.slice(0, limit);
    const accounts = new Map((await readAccounts(tx, scope.orgId)).map((account) => [account.id, account]));
    return {
      invoices: page.map(({ id, kind, number, month, currency, periodFrom, periodTo, total, issuedAt }) => {
        const account = accounts.get(id);
        return {
          id,
          kind,
          number,
          month,
          currency,
          period: { from: periodFrom.toISOString(), to: periodTo.toISOString() },
          total: formatUsd(total),
          due: formatUsd(account ? dueOf(account) : ZERO),
          dueAt: account?.dueAt?.toISOString() ?? null,
          state: account ? stateOf(account, clock.now()) : null,
          issuedAt: issuedAt.toISOString(),
        };
      }),
      nextCursor: rows.length > limit ? String(page.at(-1)?.serial) : null,
    };
  });
}
