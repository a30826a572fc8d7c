import { sql } from "drizzle-orm";
import { type Check, sqlCheck } from "./check";

/** What the sealed chain says about calls, credits, credit notes and invoices. What its digests say: `CHAIN_CHECKS`. */
export const SEAL_CHECKS: readonly Check[] = [
  sqlCheck(
    "each organization's seals are numbered without a gap",
    sql`select 'the chain of organization ' || org_id as subject, case when min(seq) <> 1 or max(seq) <> count(*)
        then 'has ' || count(*) || ' seals numbered from ' || min(seq) || ' to ' || max(seq) end as problem
      from seals group by org_id`,
  ),
  sqlCheck(
    "every call, later credit, credit note and delta is sealed once, or waits for it",
    sql`with entries as (
        select 'usage' as kind, attempt_id as ref_id, org_id from usage_events
        union all select 'credit', c.event_id, c.org_id from credits c join usage_events e on e.attempt_id = c.event_id where c.created_at <> e.created_at
        union all select 'adjustment', id, org_id from invoices where kind = 'credit_note'
        union all select 'rerate', id, org_id from rerate_deltas)
      select coalesce(e.kind, s.kind, u.kind) || ' ' || coalesce(e.ref_id, s.ref_id, u.ref_id) as subject, case
        when e.ref_id is null then 'is sealed or waits for it, but is not there'
        when s.ref_id is not null and u.ref_id is not null then 'is sealed and waits for it all the same'
        when s.ref_id is null and u.ref_id is null then 'is neither sealed nor waits for it'
        when e.org_id <> coalesce(s.org_id, u.org_id) then 'is in the chain of another organization' end as problem
      from entries e full join seals s on s.kind = e.kind and s.ref_id = e.ref_id
        full join unsealed u on u.kind = coalesce(e.kind, s.kind) and u.ref_id = coalesce(e.ref_id, s.ref_id)`,
  ),
  sqlCheck(
    "each invoice covers the seals of its calls and adjustments, and their end is signed",
    sql`select 'invoice ' || i.number as subject, case
        when (i.first_seal, i.last_seal) is distinct from (l.first, l.last)
          then 'says seals ' || coalesce(i.first_seal || ' to ' || i.last_seal, 'none') || ' but its entries have '
            || coalesce(l.first || ' to ' || l.last, 'none')
        when l.entries <> l.sealed then 'bills ' || l.entries || ' entries of which ' || l.sealed || ' are sealed'
        when i.last_seal is not null and h.seq is null then 'ends at seal ' || i.last_seal || ', which is not signed' end as problem
      from invoices i
        left join (
          select invoice_id, count(*) as entries, count(seq) as sealed, least(min(seq), min(later)) as first, greatest(max(seq), max(later)) as last
          from (
            select il.invoice_id, s.seq, c.seq as later from invoice_lines il
              left join seals s on s.kind = 'usage' and s.ref_id = il.event_id
              left join seals c on c.kind = 'credit' and c.ref_id = il.event_id
            union all select a.invoice_id, s.seq, null from invoice_adjustments a
              left join seals s on s.kind = 'rerate' and s.ref_id = a.delta_id) as entries
          group by invoice_id) l on l.invoice_id = i.id
        left join seal_heads h on h.org_id = i.org_id and h.seq = i.last_seal
      where i.kind = 'invoice' and i.serial >= (select min(serial) from invoices where first_seal is not null)`,
  ),
];
