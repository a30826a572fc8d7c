import { sql } from "drizzle-orm";
import type { Tx } from "#platform";
import type { OpenAdjustment } from "../invoices/compose-bill";
import { readAdjustments } from "./read-adjustments";

/** What re-ratings have made of calls on this invoice and on earlier ones, in the order of the invoice. */
export async function readInvoiceAdjustments(tx: Tx, invoiceId: string): Promise<OpenAdjustment[]> {
  const adjustments = await readAdjustments(tx, sql`ia.invoice_id = ${invoiceId}`);
  return adjustments.flatMap(({ call, seal, components, walletMovement: _, ...facts }) =>
    // An invoice takes sealed deltas of invoiced calls only.
    call && seal ? { ...facts, call, components: [...components], seal } : [],
  );
}
