import { sql } from "drizzle-orm";
import type { RateTable } from "#kernel";
import type { Tx } from "#platform";
import { type CardTables, readCardTables } from "../pricing/read-card-tables";
import { priceAgain, type UsedCallRow } from "../rerate/price-again";
import type { Check } from "./check";
import { streamCheck } from "./stream-check";

type Line = { component: string; quantity: string; rate: string; unit: number; amount: string };

type Row = UsedCallRow & {
  subject: string;
  rate_card_id: string;
  lines: Line[];
};

/** Lines as they can be compared, in no particular order. */
const toText = (lines: readonly { [K in keyof Line]: unknown }[]): string =>
  lines
    .map(({ component, quantity, rate, unit, amount }) => `${quantity} ${component} at ${rate} per ${unit} = ${amount}`)
    .toSorted()
    .join(", ") || "nothing";

function problemOf(
  { subject, markup_bps: markupBps, lines, ...used }: Row,
  rates: RateTable | undefined,
): string | null {
  if (!rates) return lines.length === 0 ? null : `${subject} is charged by a card that does not price its model`;
  const derived = toText(priceAgain({ ...used, markupBps }, rates).lines);
  const stored = toText(lines);
  return stored === derived ? null : `${subject} says ${stored}; its usage, card and markups say ${derived}`;
}

/** A stream check that knows the prices of every card. */
const priceCheck = (name: string, rows: ReturnType<typeof sql>): Check => ({
  name,
  async run(tx: Tx) {
    const cards = await tx.execute<{ id: string }>(sql`select id from rate_cards`);
    const tables: CardTables = await readCardTables(
      tx,
      cards.rows.map(({ id }) => id),
    );
    return streamCheck<Row>(name, rows, () => (row) => problemOf(row, tables(row.rate_card_id, row.model_id))).run(tx);
  },
});

const lineOf = sql`json_agg(json_build_object('component', l.component, 'quantity', l.quantity::text, 'rate', l.rate::text,
  'unit', l.unit, 'amount', l.amount::text))`;
const used = sql`e.model_id, m.api, e.tier, e.markup_bps, e.markups, e.raw`;

/** Derives every charge again, from the usage that the provider reported, the card and the call's markups. */
export const PRICE_CHECKS: readonly Check[] = [
  priceCheck(
    "each call's lines are its usage at the rates of its card and its markups",
    sql`select 'usage event ' || e.attempt_id as subject, e.rate_card_id, ${used},
        coalesce((select ${lineOf} from charge_lines l where l.event_id = e.attempt_id), '[]') as lines
      from usage_events e join models m on m.id = e.model_id`,
  ),
  priceCheck(
    "each delta's lines are the call's usage at the rates of the card that should have held, and the call's markups",
    sql`select 'delta ' || d.id as subject, r.rate_card_id, ${used},
        coalesce((select ${lineOf} from rerate_lines l where l.delta_id = d.id), '[]') as lines
      from rerate_deltas d join rerates r on r.id = d.rerate_id join usage_events e on e.attempt_id = d.event_id
        join models m on m.id = e.model_id`,
  ),
];
