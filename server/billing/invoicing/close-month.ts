import { sql } from "drizzle-orm";
import { monthlyCloses } from "#drizzle/schema/index";
import { type Clock, Conflict, InvalidInput, newId } from "#kernel";
import { insertRows, type Tx, withSystem } from "#platform";
import { billCustomers } from "./bill-customers";
import { type Customer, lockCustomer, lockCustomers } from "./customer";

/** `2026-11` */
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** A month of an organization. */
export type Closing = { readonly orgId: string; readonly month: string };

/**
 * Closes a month of an organization, in its own time zone: bills every call of it that is sealed or waits for its seal, and
 * that no invoice has, late ones of earlier months too. What settles meanwhile lands on the next invoice. Closing again
 * changes nothing; two at once are one.
 * @returns the invoice of the month, also when it was closed before
 * @throws InvalidInput for what is no month | Conflict while it lasts | NotFound
 */
export async function closeMonth(orgId: string, month: string, { clock }: { readonly clock: Clock }): Promise<string> {
  if (!MONTH.test(month)) throw new InvalidInput("month", "A month is written like 2026-11.");
  return withSystem(async (tx) => {
    const customer = await lockCustomer(tx, orgId);
    const now = clock.now();
    const [state] = await readStates(tx, [{ orgId, month }], now);
    if (state?.invoiceId) return state.invoiceId;
    if (!state?.ended) throw new Conflict(`${month} has not ended yet in ${state?.timeZone}.`, { month });
    const [invoiceId = ""] = await closeOpen(tx, [{ customer, month }], now);
    return invoiceId;
  });
}

/**
 * Closes a month of each of some organizations, all in one transaction. What somebody else has closed meanwhile, and what
 * has not ended, is passed by.
 * @returns how many it closed
 */
export function closeMonths(closings: readonly Closing[], { clock }: { readonly clock: Clock }): Promise<number> {
  return withSystem(async (tx) => {
    const customers = await lockCustomers(
      tx,
      closings.map(({ orgId }) => orgId),
    );
    const now = clock.now();
    const byId = new Map(customers.map((customer) => [customer.orgId, customer]));
    const open = (await readStates(tx, closings, now)).flatMap(({ orgId, month, invoiceId, ended }) => {
      const customer = byId.get(orgId);
      return customer && ended && invoiceId === null ? [{ customer, month }] : [];
    });
    if (open.length > 0) await closeOpen(tx, open, now);
    return open.length;
  });
}

type State = Closing & {
  readonly timeZone: string;
  /** Of the close; NULL while it is open. */
  readonly invoiceId: string | null;
  readonly ended: boolean;
};

/** Whether months are closed, and whether they have ended in their organizations' time zones, whatever clocks do that night. */
async function readStates(tx: Tx, closings: readonly Closing[], now: Date): Promise<State[]> {
  const { rows } = await tx.execute<State>(sql`
    select w.org_id as "orgId", w.month, o.time_zone as "timeZone", c.invoice_id as "invoiceId",
      ((w.month || '-01')::date + interval '1 month') at time zone o.time_zone <= ${now.toISOString()}::timestamptz as ended
    from unnest(${sql.param(closings.map(({ orgId }) => orgId))}::uuid[],
        ${sql.param(closings.map(({ month }) => month))}::text[]) as w (org_id, month)
      join organizations o on o.id = w.org_id
      left join monthly_closes c on c.org_id = w.org_id and c.month = w.month`);
  return rows;
}

/** @returns the invoices, in the order of what was closed */
async function closeOpen(
  tx: Tx,
  open: readonly { readonly customer: Customer; readonly month: string }[],
  now: Date,
): Promise<string[]> {
  const billings = open.map((each) => ({ ...each, invoiceId: newId() }));
  await billCustomers(tx, billings, now);
  await insertRows(
    tx,
    monthlyCloses,
    billings.map(({ invoiceId, month, customer: { orgId } }) => ({ invoiceId, month, orgId })),
  );
  return billings.map(({ invoiceId }) => invoiceId);
}
