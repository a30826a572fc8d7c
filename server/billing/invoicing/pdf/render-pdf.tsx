import { renderToBuffer } from "@react-pdf/renderer";
import type { Bill } from "../../invoices/bill";
import type { CreditNote } from "../../queries/get-credit-note";
import { CreditNotePaper } from "./credit-note-paper";
import { InvoicePaper, type Standing } from "./invoice-paper";
import { registerFonts } from "./styles";
import type { AgentNames } from "./summary";

/** An invoice as a PDF, as it stands now. */
export function renderInvoice(bill: Bill, standing: Standing, names: AgentNames = {}): Promise<Buffer> {
  registerFonts();
  return renderToBuffer(<InvoicePaper bill={bill} standing={standing} names={names} />);
}

/** A credit note as a PDF. */
export function renderCreditNote(note: CreditNote, names: AgentNames = {}): Promise<Buffer> {
  registerFonts();
  return renderToBuffer(<CreditNotePaper note={note} names={names} />);
}
