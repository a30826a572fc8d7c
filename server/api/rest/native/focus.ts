import { focusCsv, getFocus, openFocus } from "#billing";
import { requireMember } from "../../require-member";
import { streamOf } from "../byte-stream";
import type { NativeRoute } from "../route";
import { attachment } from "./attachment";

const permission = "bill.read";
const csv = "text/csv; charset=utf-8";
const content = { mediaType: "text/csv", description: "FOCUS 1.2: one row per component, credit, tax and rounding" };

export const invoiceFocus: NativeRoute = {
  method: "GET",
  path: "/invoices/{invoiceId}.focus.csv",
  summary: "An invoice in the FinOps Open Cost and Usage Specification",
  tag: "Billing",
  permission,
  content,
  async answer({ params, ctx }) {
    const rows = await getFocus(requireMember(ctx, permission), params.invoiceId ?? "");
    return attachment(focusCsv(rows), csv, `${rows[0]?.InvoiceId ?? params.invoiceId}.focus.csv`);
  },
};

export const periodFocus: NativeRoute = {
  method: "GET",
  path: "/focus",
  summary: "All invoices and credit notes of a period, in the FinOps Open Cost and Usage Specification",
  tag: "Billing",
  permission,
  content,
  parameters: [
    { name: "from", in: "query", description: "First day of issue (UTC), like 2026-11-01" },
    { name: "to", in: "query", description: "The day after the last" },
  ],
  async answer({ query, ctx }) {
    const { from = "", to = "" } = query;
    const documents = await openFocus(requireMember(ctx, permission), { from, to });
    return attachment(streamOf(csvOf(documents)), csv, `focus-${from}-${to}.csv`);
  },
};

async function* csvOf(documents: Awaited<ReturnType<typeof openFocus>>): AsyncGenerator<Buffer> {
  yield Buffer.from(focusCsv([]).trimEnd());
  for await (const rows of documents) {
    if (rows.length > 0) yield Buffer.from(`\r\n${focusCsv(rows, { header: false })}`);
  }
}
