import { notifications, outbox } from "#drizzle/schema/index";
import { formatUsd, newId, type Pico } from "#kernel";
import { insertRows, type Tx } from "#platform";

type Issued = {
  readonly id: string;
  readonly orgId: string;
  readonly kind: "invoice" | "credit_note";
  readonly number: string;
  readonly total: Pico;
  /** Where the organization's documents are sent; NULL when nowhere. */
  readonly email: string | null;
};

/** Tells organizations of new documents: in the app, and by email with the PDF when their profile says where to. */
export async function announceDocuments(tx: Tx, documents: readonly Issued[]): Promise<void> {
  const news = documents.map(({ id, orgId, kind, number, total, email }) => {
    const subject = `${kind === "invoice" ? "Invoice" : "Credit note"} ${number}`;
    const body = `${subject} over ${formatUsd(total)} US dollars is there.`;
    return { id, orgId, subject, body, href: `/invoices/${id}`, cause: `invoice:${id}`, email };
  });
  await insertRows(
    tx,
    notifications,
    news.map(({ email: _, ...row }) => ({ ...row, id: newId(), kind: "invoice.issued" })),
  );
  const letters = news.flatMap(({ id, orgId, subject, body, cause, email }) => {
    const payload = { subject, text: `${body} It is attached as a PDF.`, attachments: [{ invoiceId: id }] };
    return email === null ? [] : { id: newId(), orgId, channel: "email" as const, target: email, payload, cause };
  });
  await insertRows(tx, outbox, letters);
}
