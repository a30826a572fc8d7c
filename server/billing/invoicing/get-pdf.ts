import { and, eq } from "drizzle-orm";
import { invoices } from "#drizzle/schema/index";
import { type Clock, isId, NotFound, type OrgScope } from "#kernel";
import { withOrg } from "#platform";
import { getAgentNames } from "../queries/get-agent-names";
import { getCreditNote } from "../queries/get-credit-note";
import { getInvoice } from "../queries/get-invoice";
import { getInvoiceAccount } from "../queries/get-invoice-account";

export type Pdf = { readonly fileName: string; readonly content: Buffer };

/** An invoice or a credit note as a PDF. @throws NotFound, also for another organization's */
export async function getInvoicePdf(scope: OrgScope, id: string, { clock }: { readonly clock: Clock }): Promise<Pdf> {
  const kind = await kindOf(scope, id);
  // Only who wants a PDF loads the renderer: it is large.
  const { renderCreditNote, renderInvoice } = await import("./pdf/render-pdf");
  if (kind === "credit_note") {
    const note = await getCreditNote(scope, id);
    return { fileName: `${note.number}.pdf`, content: await renderCreditNote(note, await getAgentNames(scope, id)) };
  }
  const [bill, account] = [await getInvoice(scope, id), await getInvoiceAccount(scope, id, { clock })];
  return {
    fileName: `${bill.number}.pdf`,
    content: await renderInvoice(bill, account, await getAgentNames(scope, id)),
  };
}

function kindOf(scope: OrgScope, id: string): Promise<"invoice" | "credit_note"> {
  return withOrg(scope, async (tx) => {
    const ours = and(eq(invoices.id, id), eq(invoices.orgId, scope.orgId));
    const [row] = isId(id) ? await tx.select({ kind: invoices.kind }).from(invoices).where(ours) : [];
    if (!row) throw new NotFound("invoice", id);
    return row.kind;
  });
}
