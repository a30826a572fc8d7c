import { type SQL, sql } from "drizzle-orm";
import type { Check } from "./check";

const BATCH = 2_000;

/**
 * A check in this process, over rows that come in batches: memory stays the same at any size.
 * @param rows what to look at, in the order in which `inspector` wants it
 * @param inspector makes the function that finds the problem of each row in turn; NULL when it is in order
 */
export const streamCheck = <Row extends Record<string, unknown>>(
  name: string,
  rows: SQL,
  inspector: () => (row: Row) => string | null,
): Check => ({
  name,
  async run(tx) {
    const problemOf = inspector();
    let checked = 0;
    let violations = 0;
    let first: string | null = null;
    await tx.execute(sql`declare audited no scroll cursor for ${rows}`);
    for (;;) {
      const { rows: batch } = await tx.execute(sql`fetch ${sql.raw(String(BATCH))} from audited`);
      for (const row of batch as Row[]) {
        checked++;
        const problem = problemOf(row);
        if (problem === null) continue;
        violations++;
        first ??= problem;
      }
      if (batch.length < BATCH) break;
    }
    await tx.execute(sql`close audited`);
    return { checked, violations, first };
  },
});
