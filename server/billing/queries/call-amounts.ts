import { type SQL, sql } from "drizzle-orm";

// The tables have long names here, so that they do not hide those of the query around them.

/** What a call's lines come to now: its charge lines, or what its last re-rating made of them. @param eventId an expression */
export const billedNow = (eventId: SQL): SQL => sql`coalesce(
  (select last_delta.rerated from rerate_deltas last_delta where last_delta.event_id = ${eventId} order by last_delta.no desc limit 1),
  (select sum(own_line.amount) from charge_lines own_line where own_line.event_id = ${eventId}), 0)`;

/**
 * What the client pays for a call in the end: its charge less all that was given back, by credits and credit notes, and
 * re-rated. Never below zero. @param eventId an expression
 */
export const paidNow = (eventId: SQL): SQL => sql`(
  coalesce((select sum(own_line.amount) from charge_lines own_line where own_line.event_id = ${eventId}), 0)
  - coalesce((select sum(own_credit.amount) from credits own_credit where own_credit.event_id = ${eventId}), 0)
  - coalesce((select sum(own_note.amount) from credit_note_lines own_note where own_note.event_id = ${eventId}), 0)
  + coalesce((select sum(own_delta.amount) from rerate_deltas own_delta where own_delta.event_id = ${eventId}), 0))`;
