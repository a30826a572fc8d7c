import { notifications, outbox } from "#drizzle/schema/index";
import { formatUsd, newId, type Pico } from "#kernel";
import type { Tx } from "#platform";

type Issued = {
  readonly id: string;
  readonly orgId: string;
  readonly kind: "invoice" | "credit_note";
  readonly number: string;
  readonly total: Pico;
};

/** Tells an organization of a new document: in the app, and by email with the PDF when its profile says where to. */
export async function announceDocument(tx: Tx, issued: Issued, email: string | null): Promise<void> {
  const { id, orgId, kind, number, total } = issued;
  const name = kind === "invoice" ? "Invoice" : "Credit note";
  const subject = `${name} ${number}`;
  const text = `${name} ${number} over ${formatUsd(total)} US dollars is there.`;
  const cause = `invoice:${id}`;
  await tx
    .insert(notifications)
    .values({ id: newId(), orgId, kind: "invoice.issued", subject, body: text, href: `/invoices/${id}`, cause });
  if (email === null) return;
  const payload = { subject, text: `${text} It is attached as a PDF.`, attachments: [{ invoiceId: id }] };
  await tx.insert(outbox).values({ id: newId(), orgId, channel: "email", target: email, payload, cause });
}
