import { type SQL, sql } from "drizzle-orm";
import { formatUsd, type Pico, pico } from "#kernel";
import {
  type AdjustmentFacts,
  type CreditFacts,
  digestOfAdjustment,
  digestOfCredit,
  digestOfRerate,
  digestOfUsage,
  type RerateFacts,
  type UsageFacts,
} from "./entry";

/** What `entryFacts` answers: amounts in picodollars as text, times as PostgreSQL writes them in JSON. */
export type EntryRow =
  | { readonly kind: "usage"; readonly facts: UsageFacts | null }
  | { readonly kind: "credit"; readonly facts: CreditFacts | null }
  | { readonly kind: "adjustment"; readonly facts: AdjustmentFacts | null }
  | { readonly kind: "rerate"; readonly facts: RerateFacts | null };

/**
 * The facts of one entry as JSON; NULL when there are none. A credit that is as old as its call was given by the settle
 * and is part of the call; any other is an entry of its own.
 * @param kind an expression for its kind, @param refId and one for what it seals
 */
export const entryFacts = (kind: SQL, refId: SQL): SQL => sql`case ${kind}
  when 'usage' then (
    select json_build_object('attemptId', e.attempt_id, 'jobId', e.job_id, 'runId', e.run_id, 'step', e.step_no,
      'attempt', e.attempt_no, 'purpose', e.purpose, 'provider', m.provider, 'model', m.model_id, 'tier', e.tier,
      'rateCardId', e.rate_card_id, 'markupBps', e.markup_bps, 'at', e.created_at,
      'usageDigest', encode(sha256(convert_to(e.raw::text, 'UTF8')), 'hex'),
      'components', (select coalesce(json_agg(json_build_object('component', l.component, 'quantity', l.quantity,
          'rate', l.rate::text, 'unit', l.unit, 'amount', l.amount::text, 'rateCardId', l.rate_card_id)), '[]')
        from charge_lines l where l.event_id = e.attempt_id),
      'credits', (select coalesce(json_agg(json_build_object('reason', c.reason, 'amount', c.amount::text)), '[]')
        from credits c where c.event_id = e.attempt_id and c.created_at = e.created_at))
    from usage_events e join models m on m.id = e.model_id where e.attempt_id = ${refId})
  when 'credit' then (
    select json_build_object('attemptId', c.event_id, 'reason', c.reason, 'amount', c.amount::text, 'at', c.created_at)
    from credits c join usage_events e on e.attempt_id = c.event_id
    where c.event_id = ${refId} and c.created_at <> e.created_at)
  when 'adjustment' then (
    select json_build_object('creditNoteId', i.id, 'number', i.number, 'correctsId', i.corrects_id, 'at', i.issued_at,
      'lines', count(n.no), 'linesDigest',
      encode(sha256(convert_to(coalesce(string_agg(n.event_id || ' ' || n.amount, E'\n' order by n.no), ''), 'UTF8')), 'hex'),
      'exactTotal', i.exact_total::text, 'tax', i.tax::text, 'total', i.total::text)
    from invoices i left join credit_note_lines n on n.credit_note_id = i.id where i.id = ${refId} group by i.id)
  when 'rerate' then (
    select json_build_object('deltaId', x.id, 'attemptId', x.event_id, 'deltaNo', x.no, 'rerateId', x.rerate_id,
      'rateCardId', r.rate_card_id, 'at', x.created_at, 'billed', x.billed::text, 'rerated', x.rerated::text,
      'credited', x.credited::text, 'amount', x.amount::text,
      'components', (select coalesce(json_agg(json_build_object('component', l.component, 'quantity', l.quantity,
          'rate', l.rate::text, 'unit', l.unit, 'amount', l.amount::text, 'rateCardId', r.rate_card_id)), '[]')
        from rerate_lines l where l.delta_id = x.id))
    from rerate_deltas x join rerates r on r.id = x.rerate_id where x.id = ${refId})
  end`;

const usd = (picodollars: string): string => formatUsd(pico(BigInt(picodollars)));
const priced = <T extends { readonly amount: string }>(part: T): T => ({ ...part, amount: usd(part.amount) });
const iso = (at: string): string => new Date(at).toISOString();

/** A call's facts from the database, as they are sealed and billed. */
export const usageFacts = (facts: UsageFacts): UsageFacts => ({
  ...facts,
  at: iso(facts.at),
  components: facts.components.map(priced),
  credits: facts.credits.map(priced),
});

/** A later credit's facts from the database, as they are sealed and billed. */
export const creditFacts = (facts: CreditFacts): CreditFacts => ({ ...priced(facts), at: iso(facts.at) });

const adjustmentFacts = ({ at, exactTotal, tax, total, ...facts }: AdjustmentFacts): AdjustmentFacts => ({
  ...facts,
  at: iso(at),
  exactTotal: usd(exactTotal),
  tax: usd(tax),
  total: usd(total),
});

/** A delta's facts from the database, as they are sealed and billed. */
export const rerateFacts = ({
  at,
  components,
  billed,
  rerated,
  credited,
  amount,
  ...facts
}: RerateFacts): RerateFacts => ({
  ...facts,
  at: iso(at),
  components: components.map(priced),
  billed: usd(billed),
  rerated: usd(rerated),
  credited: usd(credited),
  amount: usd(amount),
});

/** The digest of an entry from the database; NULL when what it stands for is not there. */
export function digestOfRow(orgId: string, row: EntryRow): string | null {
  if (row.facts === null) return null;
  if (row.kind === "usage") return digestOfUsage(orgId, usageFacts(row.facts));
  if (row.kind === "credit") return digestOfCredit(orgId, creditFacts(row.facts));
  if (row.kind === "rerate") return digestOfRerate(orgId, rerateFacts(row.facts));
  return digestOfAdjustment(orgId, adjustmentFacts(row.facts));
}

/** What a call or credit from the database adds to what the client pays, picodollars. NULL for what is on no tally. */
export function amountOfRow(row: EntryRow): Pico | null {
  if (row.facts === null) return null;
  if (row.kind === "credit") return pico(-BigInt(row.facts.amount));
  if (row.kind !== "usage") return null;
  const sum = (parts: readonly { readonly amount: string }[]): bigint =>
    parts.reduce((total, { amount }) => total + BigInt(amount), 0n);
  return pico(sum(row.facts.components) - sum(row.facts.credits));
}
