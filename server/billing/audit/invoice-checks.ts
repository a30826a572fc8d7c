import { sql } from "drizzle-orm";
import { AGENCY } from "../accounts";
import { type Check, sqlCheck } from "./check";

/** What invoices say about usage events and about each other. */
export const INVOICE_CHECKS: readonly Check[] = [
  sqlCheck(
    "each invoice line is one usage event of the same organization, at what it cost",
    sql`select 'invoice line of event ' || il.event_id as subject, case
        when il.org_id <> e.org_id or il.org_id <> i.org_id then 'bills another organization'
        when il.amount <> coalesce(m.moved, 0) then 'says ' || il.amount || ' but the call cost ' || coalesce(m.moved, 0) end as problem
      from invoice_lines il join usage_events e on e.attempt_id = il.event_id join invoices i on i.id = il.invoice_id left join (
        select attempt_id, sum(case kind when 'charge' then amount else -amount end) as moved
        from transfers where kind in ('charge', 'overrun_credit') group by attempt_id) m on m.attempt_id = il.event_id`,
  ),
  sqlCheck(
    "each invoice adds up, carries what the one before left, and rounds by half a cent at most",
    sql`select 'invoice ' || i.number as subject, case
        when i.exact_total <> coalesce(l.amount, 0) then 'has an exact total of ' || i.exact_total || ' but lines of ' || coalesce(l.amount, 0)
        when coalesce(l.lines, 0) <> coalesce(l.last_no, 0) then 'has ' || l.lines || ' lines but numbers up to ' || l.last_no
        when i.carried_in <> -coalesce(i.rounding_before, 0) then 'carries ' || i.carried_in || ' but the one before left ' || -coalesce(i.rounding_before, 0)
        when i.total <> i.exact_total + i.carried_in + i.rounding then 'does not add up'
        when abs(i.rounding) > 5000000000 or i.total % 10000000000 <> 0 then 'is not rounded to the nearest cent'
        when r.difference is null or r.difference <> i.carried_in + i.rounding
          then 'differs by ' || i.carried_in + i.rounding || ' but ' || coalesce(r.difference::text, 'nothing') || ' is booked' end as problem
      from (select *, lag(rounding) over (partition by org_id order by serial) as rounding_before from invoices) i
        left join (select invoice_id, sum(amount) as amount, count(*) as lines, max(no) as last_no from invoice_lines group by invoice_id) l on l.invoice_id = i.id
        left join (select cause, sum(case credit when ${AGENCY.revenue} then amount else -amount end) as difference
          from transfers where kind = 'invoice_rounding' group by cause) r on r.cause = i.id::text`,
  ),
  sqlCheck(
    "invoice numbers have no gap",
    sql`select 'issuer ' || c.issuer as subject, case
        when c.last <> coalesce(i.invoices, 0) or c.last <> coalesce(i.last, 0)
          then 'gave out ' || c.last || ' numbers for ' || coalesce(i.invoices, 0) || ' invoices up to ' || coalesce(i.last, 0) end as problem
      from invoice_counters c left join (select issuer, count(*) as invoices, max(serial) as last from invoices group by issuer) i on i.issuer = c.issuer`,
  ),
];
