import { type Clock, newId, type OrgScope, systemClock } from "#kernel";
import { type Tx, withSystem } from "#platform";
import { billCustomers } from "../invoicing/bill-customers";
import { lockCustomer } from "../invoicing/customer";

/**
 * Bills the open period up to now, in a transaction of its own. An invoice over 0.00 is fine.
 * @returns the invoice's id
 */
export const issueInvoice = (
  scope: OrgScope,
  { clock }: { readonly clock: Clock } = { clock: systemClock },
): Promise<string> => withSystem((tx) => issueInvoiceIn(tx, scope, { clock }));

/**
 * The same inside a system transaction of the caller, for what must commit together with it.
 *
 * Invoices of one organization are issued one after the other; calls that settle meanwhile are not held up and land on
 * the next one. The number is taken last, so that serials have no gaps.
 * @param id of the invoice, for a caller that has promised one
 */
export async function issueInvoiceIn(
  tx: Tx,
  { orgId }: Pick<OrgScope, "orgId">,
  { clock, id = newId() }: { readonly clock: Clock; readonly id?: string },
): Promise<string> {
  const customer = await lockCustomer(tx, orgId);
  await billCustomers(tx, [{ invoiceId: id, customer, month: null }], clock.now());
  return id;
}
