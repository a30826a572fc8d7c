import { type SQL, sql } from "drizzle-orm";
import { AGENCY } from "../accounts";
import { type Check, sqlCheck } from "./check";

/** Integer division rounded half to even, as `divideHalfEven`. */
const halfEven = (n: SQL, d: SQL): SQL => sql`sign(${n}) * (div(abs(${n}), ${d}) + case
  when mod(abs(${n}), ${d}) * 2 > ${d} or (mod(abs(${n}), ${d}) * 2 = ${d} and mod(div(abs(${n}), ${d}), 2) = 1) then 1 else 0 end)`;

/** What invoices say about usage events and about each other. */
export const INVOICE_CHECKS: readonly Check[] = [
  sqlCheck(
    "each sealed call and credit counts on its tally at what it moved",
    sql`select s.kind || ' ' || s.ref_id as subject,
        case when s.amount <> coalesce(m.moved, 0) then 'counts ' || s.amount || ' but moved ' || coalesce(m.moved, 0) end as problem
      from seals s left join (
        select attempt_id, case kind when 'fault_credit' then 'credit' else 'usage' end as entry, sum(case kind when 'charge' then amount else -amount end) as moved
        from transfers where kind in ('charge', 'overrun_credit', 'fault_credit') group by 1, 2) m on m.attempt_id = s.ref_id and m.entry = s.kind
      where s.kind in ('usage', 'credit')`,
  ),
  sqlCheck(
    "each tally is the sum of its calls and credits, and on an invoice of its organization",
    sql`select 'tally ' || t.no || ' of organization ' || t.org_id as subject, case
        when t.amount <> coalesce(e.amount, 0) then 'says ' || t.amount || ' but its entries come to ' || coalesce(e.amount, 0)
        when (t.calls, t.calls, t.calls) is distinct from (e.calls, e.lines, e.last_line)
          then 'counts ' || t.calls || ' calls but has ' || coalesce(e.calls || ' on ' || e.lines || ' lines up to ' || e.last_line, 'none')
        when (t.first_at, t.last_at) is distinct from (e.first_at, e.last_at) then 'has a call from before or after it'
        when t.last_seal is not null and (t.first_seal, t.last_seal) is distinct from (e.first_seal, e.last_seal)
          then 'says seals ' || t.first_seal || ' to ' || t.last_seal || ' but has ' || coalesce(e.first_seal || ' to ' || e.last_seal, 'none')
        when t.invoice_id is not null and (i.id is null or i.org_id <> t.org_id or i.kind <> 'invoice') then 'is on no invoice of its organization' end as problem
      from tallies t left join invoices i on i.id = t.invoice_id left join (
        select k.org_id, k.tally, sum(k.amount) as amount, count(e.attempt_id) as calls, count(distinct k.line) as lines, max(k.line) as last_line,
          min(e.created_at) as first_at, max(e.created_at) as last_at, min(k.seq) as first_seal, max(k.seq) as last_seal
        from (
          select org_id, tally, kind, ref_id, line, amount, seq from seals where tally is not null
          union all select org_id, tally, kind, ref_id, line, coalesce((select sum(l.amount) from charge_lines l where l.event_id = ref_id), 0)
            - coalesce((select sum(c.amount) from credits c where c.event_id = ref_id), 0), null from unsealed where tally is not null) k
          left join usage_events e on k.kind = 'usage' and e.attempt_id = k.ref_id
        group by k.org_id, k.tally) e on e.org_id = t.org_id and e.tally = t.no`,
  ),
  sqlCheck(
    "each invoice adds up, carries what the one before left, and rounds by half a cent at most",
    sql`select 'invoice ' || i.number as subject, case
        when i.exact_total <> coalesce(l.amount, 0) + coalesce(a.amount, 0) - coalesce(n.amount, 0)
          then 'has an exact total of ' || i.exact_total || ' but lines of ' || coalesce(l.amount, 0) + coalesce(a.amount, 0) - coalesce(n.amount, 0)
        when coalesce(l.lines, 0) <> coalesce(l.last_no, 0) then 'has ' || l.lines || ' lines but numbers up to ' || l.last_no
        when coalesce(a.lines, 0) <> coalesce(a.last_no, 0) then 'has ' || a.lines || ' adjustments but numbers up to ' || a.last_no
        when i.carried_in <> -coalesce(i.rounding_before, 0) then 'carries ' || i.carried_in || ' but the one before left ' || -coalesce(i.rounding_before, 0)
        when i.kind = 'invoice' and i.tax <> ${halfEven(sql`i.exact_total * i.tax_bps`, sql`10000`)} then 'taxes ' || i.tax || ' at ' || i.tax_bps || ' basis points'
        when i.total <> i.exact_total + i.tax + i.carried_in + i.rounding then 'does not add up'
        when abs(i.rounding) > 5000000000 or i.total % 10000000000 <> 0 then 'is not rounded to the nearest cent'
        when r.difference is null or r.difference <> i.carried_in + i.rounding
          then 'differs by ' || i.carried_in + i.rounding || ' but ' || coalesce(r.difference::text, 'nothing') || ' is booked' end as problem
      from (select *, lag(rounding) over (partition by org_id order by serial) as rounding_before from invoices) i
        left join (select invoice_id, sum(amount) as amount, sum(calls) as lines, max(first_line + calls - 1) as last_no from tallies group by invoice_id) l on l.invoice_id = i.id
        left join (select invoice_id, sum(amount) as amount, count(*) as lines, max(no) as last_no from invoice_adjustments group by invoice_id) a on a.invoice_id = i.id
        left join (select credit_note_id, sum(amount) as amount from credit_note_lines group by credit_note_id) n on n.credit_note_id = i.id
        left join (select cause, sum(case credit when ${AGENCY.revenue} then amount else -amount end) as difference
          from transfers where kind = 'invoice_rounding' group by cause) r on r.cause = i.id::text`,
  ),
  sqlCheck(
    "a credit note gives back what it says, to the customer of the invoice that it corrects",
    sql`select 'credit note ' || n.number as subject, case
        when i.id is null or i.kind <> 'invoice' or i.org_id <> n.org_id then 'corrects no invoice of its organization'
        when l.strangers > 0 then 'corrects ' || l.strangers || ' calls that are not on its invoice'
        when t.amount is null or t.amount <> -n.exact_total then 'credits ' || -n.exact_total || ' but ' || coalesce(t.amount::text, 'nothing') || ' was given back' end as problem
      from invoices n left join invoices i on i.id = n.corrects_id
        left join (select k.credit_note_id, count(*) filter (where il.event_id is null or il.org_id <> k.org_id) as strangers
          from credit_note_lines k join invoices m on m.id = k.credit_note_id
            left join invoice_lines il on il.event_id = k.event_id and il.invoice_id = m.corrects_id
          group by k.credit_note_id) l on l.credit_note_id = n.id
        left join transfers t on t.org_id = n.org_id and t.kind = 'refund' and t.cause = n.id::text
      where n.kind = 'credit_note'`,
  ),
  sqlCheck(
    "no call is credited above its charge",
    sql`select 'call ' || k.event_id as subject,
        case when k.amount > coalesce(il.amount, 0) + coalesce(d.amount, 0)
          then 'was billed ' || coalesce(il.amount, 0) + coalesce(d.amount, 0) || ' but credited ' || k.amount end as problem
      from (select event_id, sum(amount) as amount from credit_note_lines group by event_id) k
        left join invoice_lines il on il.event_id = k.event_id
        left join (select event_id, sum(amount) as amount from rerate_deltas group by event_id) d on d.event_id = k.event_id`,
  ),
  sqlCheck(
    "the tax of an invoice is taken once, less what credit notes left of it",
    sql`select 'invoice ' || i.number as subject, case
        when t.amount is null and b.amount > 0 then 'gave back ' || b.amount || ' of a tax that was never taken'
        when t.amount - coalesce(b.amount, 0) <> i.tax + coalesce(b.tax, 0)
          then 'took ' || t.amount || ' of tax and gave back ' || coalesce(b.amount, 0) || ', not the ' || i.tax + coalesce(b.tax, 0) || ' that is due' end as problem
      from invoices i left join (select org_id, cause, case credit when ${AGENCY.tax} then amount else -amount end as amount
          from transfers where kind = 'tax') t on t.org_id = i.org_id and t.cause = i.id::text
        left join (select n.corrects_id, sum(n.tax) as tax, sum(r.amount) as amount from invoices n
          left join transfers r on r.org_id = n.org_id and r.kind = 'tax' and r.cause = n.id::text
          group by n.corrects_id) b on b.corrects_id = i.id
      where i.kind = 'invoice'`,
  ),
  sqlCheck(
    "what was paid for an invoice arrived, and is not more than it asks for",
    sql`select 'invoice ' || i.number as subject, case
        when p.amount > i.total then 'asks for ' || i.total || ' but ' || p.amount || ' was paid'
        when p.missing > 0 then 'has ' || p.missing || ' payments without their transfer' end as problem
      from invoices i join (
        select p.invoice_id, sum(p.amount) as amount, count(*) filter (where p.method <> 'wallet' and (t.id is null or t.amount <> p.amount)) as missing
        from invoice_payments p left join transfers t on t.org_id = p.org_id and t.kind = 'invoice_payment' and t.cause = p.id::text
        group by p.invoice_id) p on p.invoice_id = i.id`,
  ),
  sqlCheck(
    "a closed month has its invoice, and that bills nothing from after it",
    sql`select 'month ' || c.month || ' of ' || c.org_id as subject, case
        when i.org_id <> c.org_id or i.month is distinct from c.month then 'was closed by an invoice of something else'
        when to_char(i.period_to at time zone o.time_zone, 'YYYY-MM') > c.month and i.period_to <> i.issued_at then 'bills a call of a later month' end as problem
      from monthly_closes c join invoices i on i.id = c.invoice_id join organizations o on o.id = c.org_id`,
  ),
  sqlCheck(
    "invoice numbers have no gap",
    sql`select 'issuer ' || c.issuer as subject, case
        when c.last <> coalesce(i.invoices, 0) or c.last <> coalesce(i.last, 0)
          then 'gave out ' || c.last || ' numbers for ' || coalesce(i.invoices, 0) || ' invoices up to ' || coalesce(i.last, 0) end as problem
      from invoice_counters c left join (select issuer, count(*) as invoices, max(serial) as last from invoices group by issuer) i on i.issuer = c.issuer`,
  ),
];
