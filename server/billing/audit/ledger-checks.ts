import { sql } from "drizzle-orm";
import { AGENCY } from "../accounts";
import { type Check, NET_OF_CALLS, sqlCheck } from "./check";

const {
  revenue,
  providerCost,
  providerPayable,
  waste,
  demoCredit,
  rounding,
  stripe,
  stripeFees,
  bank,
  receivable,
  tax,
} = AGENCY;

/** What transfers say about balances. */
export const LEDGER_CHECKS: readonly Check[] = [
  sqlCheck(
    "every transfer moves money between the accounts of its kind",
    sql`select 'transfer ' || id as subject, case when case kind
        when 'charge' then debit = 'wallet:' || org_id and credit = ${revenue}
        when 'overrun_credit' then debit = ${waste} and credit = 'wallet:' || org_id
        when 'provider_cost' then debit = ${providerCost} and credit = ${providerPayable}
        when 'waste_cost' then debit = ${waste} and credit = ${providerPayable}
        when 'demo_credit' then debit = ${demoCredit} and credit = 'wallet:' || org_id
        when 'promotion' then debit = ${demoCredit} and credit = 'wallet:' || org_id
        when 'promotion_expiry' then debit = 'wallet:' || org_id and credit = ${demoCredit}
        when 'topup' then debit in (${stripe}, ${bank}, ${demoCredit}) and credit = 'wallet:' || org_id
        when 'topup_refund' then (debit = ${receivable} and credit in (${stripe}, ${bank}, ${demoCredit}))
          or (debit = 'wallet:' || org_id and credit = ${receivable})
        when 'chargeback_fee' then (debit, credit) in ((${stripeFees}, ${stripe}), (${stripe}, ${stripeFees}))
        when 'chargeback' then (debit, credit) in ((${receivable}, ${stripe}), (${stripe}, ${receivable}),
          ('wallet:' || org_id, ${receivable}), (${receivable}, 'wallet:' || org_id))
        when 'tax' then (debit, credit) in (('wallet:' || org_id, ${tax}), (${tax}, 'wallet:' || org_id))
        when 'invoice_payment' then debit in (${stripe}, ${bank}) and credit = 'wallet:' || org_id
        when 'refund' then debit in (${revenue}, ${waste}) and credit = 'wallet:' || org_id
        when 'fault_credit' then debit = ${waste} and credit = 'wallet:' || org_id
        when 'rerate' then (debit, credit) in (('wallet:' || org_id, ${revenue}), (${revenue}, 'wallet:' || org_id))
        when 'rerate_credit' then (debit, credit) in ((${waste}, 'wallet:' || org_id), ('wallet:' || org_id, ${waste}))
        when 'invoice_rounding' then (debit, credit) in ((${rounding}, ${revenue}), (${revenue}, ${rounding}))
        else false end and amount >= 0 then null
        else 'is a ' || kind || ' of ' || amount || ' from ' || debit || ' to ' || credit end as problem
      from transfers`,
  ),
  sqlCheck(
    "all accounts together are zero",
    sql`select 'the ledger' as subject, case when sum(moved) <> 0 then 'sums to ' || sum(moved) end as problem
      from (select amount as moved from transfers join accounts on code = credit
        union all select -amount from transfers join accounts on code = debit) as sides
      having count(*) > 0`,
  ),
  sqlCheck(
    "each wallet's balance is the sum of its transfers",
    sql`select 'wallet ' || w.org_id as subject,
        case when w.posted <> coalesce(m.moved, 0) then 'has ' || w.posted || ' but its transfers are ' || coalesce(m.moved, 0) end as problem
      from wallets w left join (
        select account, sum(moved) as moved from (
          select credit as account, amount as moved from transfers where credit like 'wallet:%'
          union all select debit, -amount from transfers where debit like 'wallet:%') as sides
        group by account) m on m.account = 'wallet:' || w.org_id`,
  ),
  sqlCheck(
    "each wallet holds what its open holds hold, and is never overdrawn",
    sql`select 'wallet ' || w.org_id as subject, case
        when w.held <> coalesce(h.held, 0) then 'holds ' || w.held || ' but its open holds are ' || coalesce(h.held, 0)
        when w.posted - w.held + w.credit_limit < 0 then 'is overdrawn by ' || -(w.posted - w.held + w.credit_limit) end as problem
      from wallets w left join (
        select org_id, sum(amount) as held from holds where state = 'open' group by org_id) h on h.org_id = w.org_id`,
  ),
  sqlCheck(
    "each cap has spent and holds what went through it, and is never passed",
    sql`with through as (
        select cap_id, sum(h.amount) filter (where h.state = 'open') as held, sum(m.moved) as spent
        from holds h cross join unnest(h.cap_ids) as cap_id left join (
          select attempt_id, sum(amount) as moved from (${NET_OF_CALLS}) as net group by attempt_id) m on m.attempt_id = h.attempt_id
        group by cap_id)
      select 'cap ' || c.id as subject, case
        when c.held <> coalesce(t.held, 0) then 'holds ' || c.held || ' but its open holds are ' || coalesce(t.held, 0)
        when c.spent <> coalesce(t.spent, 0) then 'has spent ' || c.spent || ' but its charges are ' || coalesce(t.spent, 0)
        when c.spent + c.held > c."limit" then 'is passed by ' || c.spent + c.held - c."limit" end as problem
      from caps c left join through t on t.cap_id = c.id`,
  ),
];
