import { sql } from "drizzle-orm";
import { type Check, NET_OF_CALLS, sqlCheck } from "./check";

/** What attempts, usage events and runs say about each other. */
export const ATTEMPT_CHECKS: readonly Check[] = [
  sqlCheck(
    "every attempt has its hold, open exactly while it is",
    sql`select 'attempt ' || a.id as subject, case
        when h.state is null then 'has no hold'
        when h.state <> case a.state when 'open' then 'open' when 'settled' then 'settled' else 'released' end
          then 'is ' || a.state || ' but its hold is ' || h.state
        when h.org_id <> a.org_id then 'belongs to another organization than its hold' end as problem
      from attempts a left join holds h on h.attempt_id = a.id`,
  ),
  sqlCheck(
    "every settled attempt has one usage event and one charge, and no other has any",
    sql`select 'attempt ' || a.id as subject, case
        when (a.state = 'settled') <> (e.attempt_id is not null)
          then 'is ' || a.state || case when e.attempt_id is null then ' without' else ' with' end || ' a usage event'
        when coalesce(t.charges, 0) <> case a.state when 'settled' then 1 else 0 end
          then 'is ' || a.state || ' with ' || coalesce(t.charges, 0) || ' charges'
        when (e.org_id, e.job_id, e.run_id, e.step_no, e.attempt_no, e.rate_card_id) <> (a.org_id, a.job_id, a.run_id, a.step_no, a.no, a.rate_card_id)
          then 'is not the call that its usage event says' end as problem
      from attempts a left join usage_events e on e.attempt_id = a.id left join (
        select attempt_id, count(*) as charges from transfers where kind = 'charge' group by attempt_id) t on t.attempt_id = a.id`,
  ),
  sqlCheck(
    "at most one attempt of a step is charged",
    sql`select 'run ' || run_id || ' step ' || step_no || ' (' || purpose || ')' as subject, case when count(*) > 1 then 'was charged ' || count(*) || ' times' end as problem
      from attempts where state = 'settled' group by run_id, step_no, purpose`,
  ),
  sqlCheck(
    "lines less credits are the wallet's movement, and the cost is booked",
    sql`select 'usage event ' || e.attempt_id as subject, case
        when coalesce(l.amount, 0) <> coalesce(t.charged, 0) then 'has lines of ' || coalesce(l.amount, 0) || ' but a charge of ' || coalesce(t.charged, 0)
        when coalesce(c.amount, 0) <> coalesce(t.credited, 0) then 'has credits of ' || coalesce(c.amount, 0) || ' but ' || coalesce(t.credited, 0) || ' were given back'
        when e.cost <> coalesce(t.cost, 0) then 'cost ' || e.cost || ' but ' || coalesce(t.cost, 0) || ' is booked' end as problem
      from usage_events e
        left join (select event_id, sum(amount) as amount from charge_lines group by event_id) l on l.event_id = e.attempt_id
        left join (select event_id, sum(amount) as amount from credits group by event_id) c on c.event_id = e.attempt_id
        left join (select attempt_id,
            sum(amount) filter (where kind = 'charge') as charged,
            sum(amount) filter (where kind in ('overrun_credit', 'fault_credit')) as credited,
            sum(amount) filter (where kind = 'provider_cost') as cost
          from transfers where attempt_id is not null group by attempt_id) t on t.attempt_id = e.attempt_id`,
  ),
  sqlCheck(
    "wasted calls were never charged, and their cost is booked",
    sql`select 'attempt ' || a.id as subject, case
        when w.attempt_id is null then 'has a booked waste of ' || t.amount || ' but no record of it'
        when a.state in ('open', 'settled') then 'is ' || a.state || ' and yet wasted'
        when w.amount <> coalesce(t.amount, 0) then 'wasted ' || w.amount || ' but ' || coalesce(t.amount, 0) || ' is booked' end as problem
      from waste w full join (select attempt_id, amount from transfers where kind = 'waste_cost') t on t.attempt_id = w.attempt_id
        join attempts a on a.id = coalesce(w.attempt_id, t.attempt_id)`,
  ),
  sqlCheck(
    "each run cost what its calls cost, and made the steps it says",
    sql`select 'run ' || r.id as subject, case
        when r.cost <> coalesce(m.moved, 0) then 'says it cost ' || r.cost || ' but its calls cost ' || coalesce(m.moved, 0)
        when r.steps <> coalesce(s.steps, 0) then 'says ' || r.steps || ' steps but has ' || coalesce(s.steps, 0) end as problem
      from runs r
        left join (select e.run_id, sum(m.amount) as moved
          from usage_events e join (${NET_OF_CALLS}) m on m.attempt_id = e.attempt_id group by e.run_id) m on m.run_id = r.id
        left join (select run_id, count(*) as steps from steps group by run_id) s on s.run_id = r.id`,
  ),
  sqlCheck(
    "a job that is up for review holds nothing",
    sql`select 'job ' || j.id as subject, case when exists (
          select 1 from attempts a join holds h on h.attempt_id = a.id where a.job_id = j.id and h.state = 'open')
        then 'is in ' || j.status || ' with an open hold' end as problem
      from jobs j where j.status in ('review', 'accepted')`,
  ),
];
