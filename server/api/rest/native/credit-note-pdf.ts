import { getCreditNote, getInvoicePdf } from "#billing";
import { systemClock } from "#kernel";
import { requireMember } from "../../require-member";
import type { NativeRoute } from "../route";
import { attachment } from "./attachment";

const permission = "bill.read";

export const creditNotePdf: NativeRoute = {
  method: "GET",
  path: "/credit-notes/{creditNoteId}.pdf",
  summary: "A credit note on paper",
  tag: "Billing",
  permission,
  content: { mediaType: "application/pdf", description: "What of which invoice line is given back" },
  async answer({ params, ctx }) {
    const scope = requireMember(ctx, permission);
    // An invoice has another address.
    const { id } = await getCreditNote(scope, params.creditNoteId ?? "");
    const { fileName, content } = await getInvoicePdf(scope, id, { clock: systemClock });
    return attachment(new Uint8Array(content), "application/pdf", fileName);
  },
};
