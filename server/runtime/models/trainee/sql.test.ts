import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explained, ident, literal, purposeOf, withoutPurpose } from "./sql";

describe("quoting", () => {
  let close = (): void => {};
  let ask: (sql: string) => Promise<unknown>;

  beforeAll(async () => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    ask = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
    close = () => connection.closeSync();
  });
  afterAll(() => close());

  it("gives any text back as it was", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), async (text) => {
        const clean = text.replaceAll("\u0000", "");
        expect(await ask(`SELECT ${literal(text)} AS v`)).toEqual([{ v: clean }]);
      }),
      { numRuns: 50 },
    );
  });

  it("takes any name for a column", async () => {
    for (const name of ["select", 'a "b" c', "größe", "x; DROP TABLE t", "'", "--", "a\nb"]) {
      expect(await ask(`SELECT ${ident(name)} FROM (SELECT 1 AS ${ident(name)})`)).toEqual([{ [name]: 1 }]);
    }
  });

  it("keeps a purpose on one line, so that it cannot become SQL", async () => {
    const sql = explained("for\n1; DROP TABLE t\u2028x", "SELECT 1 AS one");
    expect(sql.split("\n")).toHaveLength(2);
    expect(await ask(sql)).toEqual([{ one: 1 }]);
    expect(withoutPurpose(sql)).toBe("SELECT 1 AS one");
    expect(purposeOf(sql)).toBe("for 1; DROP TABLE t x");
  });
});
