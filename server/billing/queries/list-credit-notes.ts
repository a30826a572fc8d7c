import { aliasedTable, and, desc, eq, lt } from "drizzle-orm";
import { invoices } from "#drizzle/schema/index";
import { formatUsd, InvalidInput, type OrgScope } from "#kernel";
import { withOrg } from "#platform";

type CreditNoteSummary = {
  readonly id: string;
  readonly number: string;
  readonly corrects: { readonly id: string; readonly number: string };
  readonly reason: string;
  readonly currency: string;
  /** USD, whole cents, below zero. */
  readonly total: string;
  readonly issuedAt: string;
};

type CreditNotePage = { readonly creditNotes: readonly CreditNoteSummary[]; readonly nextCursor: string | null };

const DEFAULT_LIMIT = 50;

/** An organization's credit notes, newest first. The cursor is what the page before gave. @throws InvalidInput */
export function listCreditNotes(
  scope: OrgScope,
  { limit = DEFAULT_LIMIT, cursor = null }: { readonly limit?: number; readonly cursor?: string | null } = {},
): Promise<CreditNotePage> {
  if (cursor !== null && !/^\d{1,9}$/.test(cursor))
    throw new InvalidInput("cursor", "This is not a cursor of the list of credit notes.");
  return withOrg(scope, async (tx) => {
    const corrected = aliasedTable(invoices, "corrected");
    const before = cursor === null ? undefined : lt(invoices.serial, Number(cursor));
    const rows = await tx
      .select({ note: invoices, corrects: { id: corrected.id, number: corrected.number } })
      .from(invoices)
      .innerJoin(corrected, eq(corrected.id, invoices.correctsId))
      .where(and(eq(invoices.orgId, scope.orgId), before))
      .orderBy(desc(invoices.serial))
      .limit(limit + 1);
    const page = rows.slice(0, limit);
    return {
      creditNotes: page.map(({ note: { id, number, reason, currency, total, issuedAt }, corrects }) => ({
        ...{ id, number, corrects, reason: reason ?? "", currency },
        total: formatUsd(total),
        issuedAt: issuedAt.toISOString(),
      })),
      nextCursor: rows.length > limit ? String(page.at(-1)?.note.serial) : null,
    };
  });
}
