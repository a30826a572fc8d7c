import { sql } from "drizzle-orm";
import { Conflict } from "#kernel";
import { withSystem } from "#platform";
import { continueRerates } from "../rerate/continue-rerates";
import { beginRerateOf } from "../testing/rerates";
import type { Step } from "./lane-steps";
import { rerate } from "./model-rerates";
import type { Move } from "./moves";
import type { World } from "./world";

/** Everything that an organization was charged is re-rated by a card, beside whatever else is being re-rated. */
export function rerateStep({ scope: { orgId }, cards, books: now }: World, { card }: Move<"rerate">): Step {
  // A period that is re-rated is over. Here calls settle meanwhile, and it is as well if they were not looked at.
  const known = Object.keys(now.calls);
  let order: readonly string[] = [];
  return {
    what: `a re-rating by card ${card}`,
    async perform() {
      const rates = cards[card];
      if (!rates) throw new Error(`there is no card ${card}`);
      const id = await begin(orgId, rates);
      if (id === null) return "just this is under way";
      // Whoever else goes on with it, in another organization's name, may be at it still.
      for (let result = await read(id); ; result = await read(id)) {
        if (result.ended) {
          order = [...result.order, ...known.filter((id) => !result.order.includes(id))];
          return `differs by ${result.delta}, moves ${result.amount}`;
        }
        await continueRerates({ tell: async () => undefined, batch: ALL_AT_ONCE });
      }
    },
    expect(books) {
      const { next, delta, amount } = rerate(books, card, order);
      return [
        { outcome: "just this is under way", next: books },
        { outcome: `differs by ${delta}, moves ${amount}`, next },
      ];
    },
  };
}

/** One transaction, so that nothing happens in the middle of it. */
const ALL_AT_ONCE = 10_000;

async function begin(orgId: string, rates: World["cards"][number]): Promise<string | null> {
  try {
    return await beginRerateOf(orgId, rates);
  } catch (error) {
    if (error instanceof Conflict) return null;
    throw error;
  }
}

type Result = { ended: boolean; delta: string; amount: string; order: string[] };

async function read(id: string): Promise<Result> {
  const { rows } = await withSystem((tx) =>
    tx.execute<Result>(sql`
      select r.ended_at is not null as ended, coalesce(o.delta, 0)::text as delta, coalesce(o.delta - o.credited, 0)::text as amount,
        array(select d.event_id::text from rerate_deltas d join usage_events e on e.attempt_id = d.event_id
          where d.rerate_id = r.id order by e.created_at, e.attempt_id) as order
      from rerates r left join rerate_organizations o on o.rerate_id = r.id where r.id = ${id}`),
  );
  const [row] = rows;
  if (!row) throw new Error(`there is no re-rating ${id}`);
  return row;
}
