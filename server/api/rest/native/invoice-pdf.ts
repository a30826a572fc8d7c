import { getInvoicePdf } from "#billing";
import { systemClock } from "#kernel";
import { requireMember } from "../../require-member";
import type { NativeRoute } from "../route";
import { attachment } from "./attachment";

const permission = "bill.read";

export const invoicePdf: NativeRoute = {
  method: "GET",
  path: "/invoices/{invoiceId}.pdf",
  summary: "An invoice or a credit note on paper",
  tag: "Billing",
  permission,
  content: { mediaType: "application/pdf", description: "By job, agent, model and component" },
  async answer({ params, ctx }) {
    const scope = requireMember(ctx, permission);
    const { fileName, content } = await getInvoicePdf(scope, params.invoiceId ?? "", { clock: systemClock });
    return attachment(new Uint8Array(content), "application/pdf", fileName);
  },
};
