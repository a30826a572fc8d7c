import { billCsv, getInvoice } from "#billing";
import { requireMember } from "../../require-member";
import type { NativeRoute } from "../route";
import { contentDisposition } from "./content-disposition";

const permission = "bill.read";

export const invoiceCsv: NativeRoute = {
  method: "GET",
  path: "/invoices/{invoiceId}.csv",
  summary: "An invoice's lines, for a spreadsheet",
  tag: "Billing",
  permission,
  content: { mediaType: "text/csv", description: "One row per component and credit" },
  async answer({ params, ctx }) {
    const bill = await getInvoice(requireMember(ctx, permission), params.invoiceId ?? "");
    return new Response(billCsv(bill), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": contentDisposition("attachment", `${bill.number}.csv`),
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
      },
    });
  },
};
