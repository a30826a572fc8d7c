import { and, asc, eq, gte, lt } from "drizzle-orm";
import { invoices } from "#drizzle/schema/index";
import { InvalidInput, type OrgScope } from "#kernel";
import { withOrg } from "#platform";
import { type FocusRow, focusOfBill, focusOfCreditNote } from "../invoicing/focus";
import { getCreditNote } from "./get-credit-note";
import { getInvoice } from "./get-invoice";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** @throws InvalidInput naming the field */
function dayAt(text: string, field: "from" | "to"): Date {
  const at = new Date(`${text}T00:00:00Z`);
  if (!DAY.test(text) || Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text) {
    throw new InvalidInput(field, "A day is written like 2026-11-01.");
  }
  return at;
}

/**
 * The FOCUS rows of everything that was invoiced in a period, a document at a time, so that memory holds one of them.
 * @param period of issue: `from` that day (UTC) to before `to`
 * @throws InvalidInput for what is no period
 */
export async function openFocus(
  scope: OrgScope,
  period: { readonly from: string; readonly to: string },
): Promise<AsyncGenerator<FocusRow[]>> {
  const from = dayAt(period.from, "from");
  const to = dayAt(period.to, "to");
  if (from >= to) throw new InvalidInput("to", "The period ends before it begins.");
  const documents = await withOrg(scope, (tx) =>
    tx
      .select({ id: invoices.id, kind: invoices.kind })
      .from(invoices)
      .where(and(eq(invoices.orgId, scope.orgId), gte(invoices.issuedAt, from), lt(invoices.issuedAt, to)))
      .orderBy(asc(invoices.serial)),
  );
  return rowsOf(scope, documents);
}

async function* rowsOf(
  scope: OrgScope,
  documents: readonly { readonly id: string; readonly kind: "invoice" | "credit_note" }[],
): AsyncGenerator<FocusRow[]> {
  for (const { id, kind } of documents) yield await getFocus(scope, id, kind);
}

/** One document's FOCUS rows. @throws NotFound */
export const getFocus = async (
  scope: OrgScope,
  id: string,
  kind: "invoice" | "credit_note" = "invoice",
): Promise<FocusRow[]> =>
  kind === "invoice" ? focusOfBill(await getInvoice(scope, id)) : focusOfCreditNote(await getCreditNote(scope, id));
