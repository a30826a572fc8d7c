import { type SQL, sql } from "drizzle-orm";

/** What a call's lines come to now: its charge lines, or what its last re-rating made of them. @param eventId an expression */
export const billedNow = (eventId: SQL): SQL => sql`coalesce(
  (select d.rerated from rerate_deltas d where d.event_id = ${eventId} order by d.no desc limit 1),
  (select sum(l.amount) from charge_lines l where l.event_id = ${eventId}), 0)`;

/**
 * What the client pays for a call in the end: its charge less all that was given back, by credits and credit notes, and
 * re-rated. Never below zero. @param eventId an expression
 */
export const paidNow = (eventId: SQL): SQL => sql`(
  coalesce((select sum(l.amount) from charge_lines l where l.event_id = ${eventId}), 0)
  - coalesce((select sum(c.amount) from credits c where c.event_id = ${eventId}), 0)
  - coalesce((select sum(n.amount) from credit_note_lines n where n.event_id = ${eventId}), 0)
  + coalesce((select sum(d.amount) from rerate_deltas d where d.event_id = ${eventId}), 0))`;
