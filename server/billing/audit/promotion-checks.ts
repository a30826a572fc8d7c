import { sql } from "drizzle-orm";
import { type Check, sqlCheck } from "./check";

/** What promotions, the holds that draw on them and the wallets say about each other. */
export const PROMOTION_CHECKS: readonly Check[] = [
  sqlCheck(
    "each promotion was given once, and has spent, lost or kept every part of it",
    sql`select 'promotion ' || p.id as subject, case
        when coalesce(g.amount, 0) <> p.amount then 'is ' || p.amount || ' but ' || coalesce(g.amount, 0) || ' was given'
        when p.held <> coalesce(d.held, 0) then 'has ' || p.held || ' held, but open holds draw ' || coalesce(d.held, 0)
        when p.remaining <> p.amount - coalesce(d.spent, 0) - coalesce(e.amount, 0)
          then 'has ' || p.remaining || ' left, but ' || coalesce(d.spent, 0) || ' spent and ' || coalesce(e.amount, 0) || ' expired of ' || p.amount
        end as problem
      from promotions p
        left join (select cause, sum(amount) as amount from transfers where kind = 'promotion' group by cause) g on g.cause = p.id::text
        left join (select split_part(cause, ':', 1) as promotion_id, sum(amount) as amount
          from transfers where kind = 'promotion_expiry' group by 1) e on e.promotion_id = p.id::text
        left join (select promotion_id, sum(amount) filter (where spent is null) as held, sum(spent) as spent
          from hold_draws group by promotion_id) d on d.promotion_id = p.id`,
  ),
  sqlCheck(
    "each draw on a promotion is open exactly while its hold is, and pays for its call first",
    sql`select 'hold ' || h.attempt_id as subject, case
        when bool_or((d.spent is null) <> (h.state = 'open')) then 'is ' || h.state || ' but a draw of it is not'
        when h.state = 'open' and sum(d.amount) > h.amount then 'holds ' || h.amount || ' but draws ' || sum(d.amount)
        when h.state <> 'open' and sum(d.spent) <> least(sum(d.amount), coalesce(max(m.cost), 0))
          then 'cost ' || coalesce(max(m.cost), 0) || ' and drew ' || sum(d.amount) || ' but spent ' || sum(d.spent) || ' of that'
        when bool_or(d.org_id <> h.org_id or p.org_id <> h.org_id) then 'draws on another organization' end as problem
      from hold_draws d join holds h on h.attempt_id = d.attempt_id join promotions p on p.id = d.promotion_id
        left join (select attempt_id, sum(case kind when 'charge' then amount else -amount end) as cost
          from transfers where kind in ('charge', 'overrun_credit') group by attempt_id) m on m.attempt_id = h.attempt_id
      group by h.attempt_id, h.state, h.amount`,
  ),
  sqlCheck(
    "each wallet's promotional credit is what its promotions have left, and is covered until it expires",
    sql`select 'wallet ' || w.org_id as subject, case
        when w.promotional <> coalesce(p.remaining, 0) then 'has ' || w.promotional || ' but its promotions have ' || coalesce(p.remaining, 0)
        when w.posted - w.held + w.credit_limit < coalesce(p.remaining - p.held, 0)
          then 'has ' || w.posted - w.held + w.credit_limit || ' available, less than its unheld promotions of ' || p.remaining - p.held end as problem
      from wallets w left join (
        select org_id, sum(remaining) as remaining, sum(held) as held from promotions group by org_id) p on p.org_id = w.org_id`,
  ),
];
