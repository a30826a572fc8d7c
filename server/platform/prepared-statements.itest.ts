import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { testDatabase } from "../../e2e/fixtures/database";
import { sqlState, withSystem } from "./db";

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
