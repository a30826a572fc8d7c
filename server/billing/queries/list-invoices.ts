import { and, desc, eq, lt } from "drizzle-orm";
import { invoices } from "#drizzle/schema/index";
import { formatUsd, InvalidInput, type OrgScope } from "#kernel";
import { withOrg } from "#platform";

type InvoiceSummary = {
  readonly id: string;
  readonly number: string;
  readonly currency: string;
  readonly period: { readonly from: string; readonly to: string };
  /** USD, whole cents. */
  readonly total: string;
  readonly issuedAt: string;
};

export type InvoicePage = { readonly invoices: readonly InvoiceSummary[]; readonly nextCursor: string | null };

const DEFAULT_LIMIT = 50;

/** An organization's invoices, newest first. The cursor is what the page before gave. @throws InvalidInput */
export function listInvoices(
  scope: OrgScope,
  { limit = DEFAULT_LIMIT, cursor = null }: { readonly limit?: number; readonly cursor?: string | null } = {},
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
    return {
      invoices: page.map(({ id, number, currency, periodFrom, periodTo, total, issuedAt }) => ({
        id,
        number,
        currency,
        period: { from: periodFrom.toISOString(), to: periodTo.toISOString() },
        total: formatUsd(total),
        issuedAt: issuedAt.toISOString(),
      })),
      nextCursor: rows.length > limit ? String(page.at(-1)?.serial) : null,
    };
  });
}
