import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { testDatabase } from "../../e2e/fixtures/database";
import { sqlState, withSystem } from "./db";
import { inOneTrip } from "./one-trip";

testDatabase();

it("keeps a statement that comes often, answers it as before, and survives its errors", async () => {
  const divide = (by: number) => withSystem((tx) => tx.execute(sql`select 12 / ${by}::int as result`));
  for (let by = 1; by <= 12; by++) expect((await divide(by)).rows).toEqual([{ result: Math.floor(12 / by) }]);
  const { rows } = await withSystem((tx) =>
    tx.execute<{ statement: string }>(sql`select statement from pg_prepared_statements`),
  );
  expect(rows).toContainEqual({ statement: "select 12 / $1::int as result" });
  expect(await divide(0).catch(sqlState)).toBe("22012");
  expect((await divide(3)).rows).toEqual([{ result: 4 }]);
});

it("answers statements of one trip as if they had come one after the other, and undoes all when one fails", async () => {
  const remember = (word: string) => sql`select set_config('hireling.word', ${word}, false)`;
  const recall = sql<{ word: string }>`select current_setting('hireling.word') as word`;
  const [, { rows }] = await withSystem((tx) =>
    inOneTrip(
      () => tx.execute(remember("first")),
      () => tx.execute<{ word: string }>(recall),
    ),
  );
  expect(rows).toEqual([{ word: "first" }]);

  // The same two a few times more, so that their names are new to a connection in the middle of a failing trip.
  for (let time = 1; time <= 8; time++) {
    const failed = withSystem((tx) =>
      inOneTrip(
        () => tx.execute(remember("second")),
        () => tx.execute(sql`select 12 / ${0}::int as result`),
        () => tx.execute(sql`select ${time}::int + 1 as next`),
      ),
    );
    expect(await failed.catch(sqlState)).toBe("22012");
  }
  expect((await withSystem((tx) => tx.execute(recall))).rows).toEqual([{ word: "first" }]);
  expect((await withSystem((tx) => tx.execute(sql`select ${1}::int + 1 as next`))).rows).toEqual([{ next: 2 }]);
});
