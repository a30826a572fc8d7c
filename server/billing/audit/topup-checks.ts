import { sql } from "drizzle-orm";
import { AGENCY } from "../accounts";
import { type Check, sqlCheck } from "./check";

/** What top-ups and the ledger say about each other. */
export const TOPUP_CHECKS: readonly Check[] = [
  sqlCheck(
    "each top-up was credited once, by what was paid",
    sql`select 'top-up ' || coalesce(t.id::text, m.cause) as subject, case
        when t.id is null then 'has no record, but a transfer of ' || m.amount
        when coalesce(t.paid, 0) <> coalesce(m.amount, 0) then 'was paid ' || coalesce(t.paid, 0) || ' but credited ' || coalesce(m.amount, 0)
        when m.org_id <> t.org_id then 'was credited to another organization' end as problem
      from topups t full join (
        select cause, org_id, sum(amount) as amount from transfers where kind = 'topup' group by cause, org_id) m on m.cause = t.id::text`,
  ),
  sqlCheck(
    "each refund of a top-up is booked, and what the wallet gave up for it",
    sql`select 'top-up ' || t.id as subject, case
        when coalesce(m.back, 0) <> least(t.refunded, coalesce(t.paid, 0))
          then 'was refunded ' || t.refunded || ' of ' || coalesce(t.paid, 0) || ' but ' || coalesce(m.back, 0) || ' is booked'
        when coalesce(m.collected, 0) <> t.returned
          then 'says the wallet returned ' || t.returned || ' but ' || coalesce(m.collected, 0) || ' was collected' end as problem
      from topups t left join (
        select split_part(cause, ':', 1) as topup_id,
          sum(amount) filter (where debit = ${AGENCY.receivable}) as back,
          sum(amount) filter (where credit = ${AGENCY.receivable}) as collected
        from transfers where kind = 'topup_refund' group by 1) m on m.topup_id = t.id::text`,
  ),
];
