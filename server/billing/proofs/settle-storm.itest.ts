import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { expect, it } from "vitest";
import { Conflict, type Pico, parseUsd, pico } from "#kernel";
import { withSystem } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { changeLimit } from "../budgets/change-limit";
import { mustReserve, openOrganization, openShop, postJob, settleIn, violations } from "../testing/books";

const { urls } = testDatabase();

const ATTEMPTS = 1_000;
const CONNECTIONS = 64;
/** So many of them are settled by a second worker too, at the same time. */
const RIVALS = 200;
const RESERVED_AT_ONCE = 16;
/** 0.01 USD at 15 USD a million and a quarter on top is far less than this; a hold here is less than half of it. */
const USAGE = { input_tokens: 0, output_tokens: 4_096 };

it("a thousand settles at once on one wallet end exactly at the cap, each attempt charged once, nothing held", async () => {
  const scope = await openOrganization("1000.00");
  const works = await postJob(scope, await openShop(), { budget: "900.00", lanes: ATTEMPTS });
  const open = [];
  for (let from = 0; from < ATTEMPTS; from += RESERVED_AT_ONCE) {
    const some = works.slice(from, from + RESERVED_AT_ONCE);
    const reserve = async (work: (typeof works)[number]) => ({
      work,
      attempt: await mustReserve(work, { inputBound: 10n, wantedOutput: 1_024 }),
    });
    open.push(...(await Promise.all(some.map(reserve))));
  }
  // Every call costs about four times its hold; the cap has room for half of what that is beyond the holds.
  const held = await sumOf(sql`select sum(amount) from holds`);
  const limit = pico(held * 2n);
  const jobId = works[0]?.jobId ?? "";
  await withSystem((tx) => changeLimit(tx, { kind: "job", subjectId: jobId }, limit));

  const pool = new pg.Pool({ connectionString: urls.system, max: CONNECTIONS });
  const database = drizzle({ client: pool });
  const results = await Promise.allSettled(
    [...open, ...open.slice(0, RIVALS)].map(({ work, attempt }) =>
      database.transaction((tx) => settleIn(tx, work, attempt, USAGE)),
    ),
  );
  await pool.end();

  const lost = results.flatMap((result) => (result.status === "rejected" ? result.reason : []));
  expect(lost.filter((error) => !(error instanceof Conflict))).toEqual([]);
  expect(lost).toHaveLength(RIVALS);
  const charged = results.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
  expect(charged).toHaveLength(ATTEMPTS);
  expect(charged.some(({ credited }) => credited > 0n) && charged.some(({ credited }) => credited === 0n)).toBe(true);

  const { rows } = await withSystem((tx) =>
    tx.execute(sql`
      select c.spent::text, c.held::text, w.held::text as wallet_held, w.posted::text,
        (select count(*) from attempts where state = 'settled')::int as settled,
        (select count(*) from usage_events)::int as events, (select count(*) from holds where state = 'open')::int as open
      from caps c join wallets w on w.org_id = c.org_id where c.subject_id = ${jobId}`),
  );
  expect(rows).toEqual([
    {
      spent: limit.toString(),
      held: "0",
      wallet_held: "0",
      posted: (parseUsd("1000.00") - limit).toString(),
      settled: ATTEMPTS,
      events: ATTEMPTS,
      open: 0,
    },
  ]);
  expect(charged.reduce((sum, { cost }) => sum + cost, 0n)).toBe(limit);
  expect(await violations()).toEqual([]);
}, 300_000);

async function sumOf(query: ReturnType<typeof sql>): Promise<Pico> {
  const { rows } = await withSystem((tx) => tx.execute<{ sum: string }>(query));
  return pico(BigInt(rows[0]?.sum ?? 0));
}
