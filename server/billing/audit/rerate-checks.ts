import { sql } from "drizzle-orm";
import { AGENCY } from "../accounts";
import { paidNow } from "../queries/call-amounts";
import { type Check, sqlCheck } from "./check";

/** What re-ratings, their deltas, the ledger and invoices say about each other. What deltas are made of: `PRICE_CHECKS`. */
export const RERATE_CHECKS: readonly Check[] = [
  sqlCheck(
    "each delta begins where the call stood before, and ends at the sum of its lines",
    sql`select 'delta ' || d.id as subject, case
        when d.org_id <> e.org_id then 'belongs to another organization than its call'
        when d.no <> d.place then 'is number ' || d.no || ' of its call, but ' || d.place || ' in their order'
        when d.billed <> coalesce(d.before, c.amount, 0) then 'says ' || d.billed || ' was billed, but that was ' || coalesce(d.before, c.amount, 0)
        when d.rerated <> coalesce(l.amount, 0) then 'comes to ' || d.rerated || ' but its lines to ' || coalesce(l.amount, 0)
        when e.created_at < r.period_from or e.created_at >= r.period_to or e.model_id <> coalesce(r.model_id, e.model_id)
          or e.org_id <> coalesce(r.only_org_id, e.org_id) then 'is of a call that was not to be re-rated' end as problem
      from (select *, row_number() over (partition by event_id order by no) as place,
          lag(rerated) over (partition by event_id order by no) as before from rerate_deltas) d
        join rerates r on r.id = d.rerate_id join usage_events e on e.attempt_id = d.event_id
        left join (select event_id, sum(amount) as amount from charge_lines group by event_id) c on c.event_id = d.event_id
        left join (select delta_id, sum(amount) as amount from rerate_lines group by delta_id) l on l.delta_id = d.id`,
  ),
  sqlCheck(
    "each delta moved once what it says, and nothing else moved as one",
    sql`select coalesce('delta ' || d.id, 'a movement for ' || t.cause) as subject, case
        when d.id is null then 'has no delta'
        when t.cause is null then 'moved nothing'
        when d.org_id <> t.org_id then 'moved the money of another organization'
        when d.rerated - d.billed <> t.delta then 'is ' || d.rerated - d.billed || ' but moved ' || t.delta
        when d.credited <> t.credited then 'credits ' || d.credited || ' but moved ' || t.credited end as problem
      from rerate_deltas d full join (
        select cause, org_id,
          coalesce(sum(case credit when ${AGENCY.revenue} then amount else -amount end) filter (where kind = 'rerate'), 0) as delta,
          coalesce(sum(case debit when ${AGENCY.waste} then amount else -amount end) filter (where kind = 'rerate_credit'), 0) as credited
        from transfers where kind in ('rerate', 'rerate_credit') group by cause, org_id) t on t.cause = d.id::text`,
  ),
  sqlCheck(
    "no client gets more back for a call than it paid",
    sql`select 'call ' || d.event_id as subject, case when ${paidNow(sql`d.event_id`)} < 0
        then 'was given ' || -${paidNow(sql`d.event_id`)} || ' too much' end as problem
      from (select distinct event_id from rerate_deltas) d`,
  ),
  sqlCheck(
    "each adjustment on an invoice is a delta of the same organization, and not before its call",
    sql`select 'adjustment of delta ' || a.delta_id as subject, case
        when a.org_id <> d.org_id or a.org_id <> i.org_id then 'bills another organization'
        when a.amount <> d.amount then 'says ' || a.amount || ' but the delta is ' || d.amount
        when c.serial is null or c.serial > i.serial then 'is billed before its call' end as problem
      from invoice_adjustments a join rerate_deltas d on d.id = a.delta_id join invoices i on i.id = a.invoice_id
        left join invoice_lines il on il.event_id = d.event_id left join invoices c on c.id = il.invoice_id`,
  ),
  sqlCheck(
    "each re-rating says of an organization what its deltas say",
    sql`select 'the re-rating ' || o.rerate_id || ' of organization ' || o.org_id as subject, case
        when (o.adjusted, o.delta, o.credited) <> (coalesce(d.calls, 0), coalesce(d.delta, 0), coalesce(d.credited, 0))
          then 'says ' || o.adjusted || ' calls, ' || o.delta || ' and ' || o.credited || ', but its deltas say '
            || coalesce(d.calls, 0) || ', ' || coalesce(d.delta, 0) || ' and ' || coalesce(d.credited, 0)
        when r.ended_at is not null and o.ended_at is null then 'has ended without it' end as problem
      from rerate_organizations o join rerates r on r.id = o.rerate_id left join (
        select rerate_id, org_id, count(*) as calls, sum(rerated - billed) as delta, sum(credited) as credited
        from rerate_deltas group by rerate_id, org_id) d on d.rerate_id = o.rerate_id and d.org_id = o.org_id`,
  ),
];
