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
    "each refund and chargeback of a top-up is booked, never above what was paid, and what the wallet gave up for it",
    sql`select 'top-up ' || t.id as subject, case
        when coalesce(m.refunded, 0) <> t.refund
          then 'was refunded ' || t.refunded || ' of ' || t.paid || ' but ' || coalesce(m.refunded, 0) || ' is booked'
        when coalesce(m.returned, 0) <> t.returned
          then 'says the wallet returned ' || t.returned || ' but ' || coalesce(m.returned, 0) || ' was collected'
        when coalesce(m.charged_back, 0) <> least(t.charged_back, t.paid - t.refund)
          then 'was charged back ' || t.charged_back || ' of ' || t.paid || ' but ' || coalesce(m.charged_back, 0) || ' is booked'
        when coalesce(m.recovered, 0) <> t.recovered
          then 'says the wallet gave up ' || t.recovered || ' but ' || coalesce(m.recovered, 0) || ' was collected' end as problem
      from (select id, refunded, returned, charged_back, recovered, coalesce(paid, 0) as paid, least(refunded, coalesce(paid, 0)) as refund
        from topups) t left join (
        select split_part(cause, ':', 1) as topup_id,
          sum(side) filter (where kind = 'topup_refund' and not of_wallet) as refunded,
          -sum(side) filter (where kind = 'topup_refund' and of_wallet) as returned,
          sum(side) filter (where kind = 'chargeback' and not of_wallet) as charged_back,
          -sum(side) filter (where kind = 'chargeback' and of_wallet) as recovered
        from (
          select cause, kind, 'wallet:' || org_id in (debit, credit) as of_wallet,
            case when debit = ${AGENCY.receivable} then amount else -amount end as side
          from transfers where kind in ('topup_refund', 'chargeback')) as sides
        group by 1) m on m.topup_id = t.id::text`,
  ),
  sqlCheck(
    "each claim of a payer's bank is on its top-up",
    sql`select 'top-up ' || t.id as subject, case when t.charged_back <> coalesce(c.taken, 0)
        then 'says ' || t.charged_back || ' was charged back, but the claims come to ' || coalesce(c.taken, 0) end as problem
      from topups t left join (
        select payment_intent,
          sum(amount) filter (where (withdrawn or state = 'lost') and not reinstated and state <> 'won') as taken
        from chargebacks group by payment_intent) c on c.payment_intent = t.stripe_payment_intent`,
  ),
  sqlCheck(
    "each wallet owes what its payers have back and it has not given up",
    sql`select 'wallet ' || w.org_id as subject, case when w.owed <> coalesce(t.owed, 0)
        then 'owes ' || w.owed || ' but its top-ups are short of ' || coalesce(t.owed, 0) end as problem
      from wallets w left join (
        select org_id, sum(least(refunded + charged_back, coalesce(paid, 0)) - returned - recovered) as owed
        from topups group by org_id) t on t.org_id = w.org_id`,
  ),
];
