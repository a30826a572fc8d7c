import { creditNoteCsv, getCreditNote } from "#billing";
import { requireMember } from "../../require-member";
import type { NativeRoute } from "../route";
import { attachment } from "./attachment";

const permission = "bill.read";

export const creditNoteCsvRoute: NativeRoute = {
  method: "GET",
  path: "/credit-notes/{creditNoteId}.csv",
  summary: "A credit note's lines, for a spreadsheet",
  tag: "Billing",
  permission,
  content: { mediaType: "text/csv", description: "One row per call" },
  async answer({ params, ctx }) {
    const note = await getCreditNote(requireMember(ctx, permission), params.creditNoteId ?? "");
    return attachment(creditNoteCsv(note), "text/csv; charset=utf-8", `${note.number}.csv`);
  },
};
