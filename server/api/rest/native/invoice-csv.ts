import { billCsv, getAgentNames, getInvoice } from "#billing";
import { requireMember } from "../../require-member";
import type { NativeRoute } from "../route";
import { attachment } from "./attachment";

const permission = "bill.read";

export const invoiceCsv: NativeRoute = {
  method: "GET",
  path: "/invoices/{invoiceId}.csv",
  summary: "An invoice's lines, for a spreadsheet",
  tag: "Billing",
  permission,
  content: { mediaType: "text/csv", description: "One row per component and credit" },
  async answer({ params, ctx }) {
    const scope = requireMember(ctx, permission);
    const bill = await getInvoice(scope, params.invoiceId ?? "");
    return attachment(
      billCsv(bill, await getAgentNames(scope, bill.id)),
      "text/csv; charset=utf-8",
      `${bill.number}.csv`,
    );
  },
};
