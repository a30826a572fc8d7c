import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameTables, sheetTables, snakeCase } from "./table-names";

const files = (...paths: string[]) => paths.map((path) => ({ path, bytes: 1 }));

describe("snakeCase", () => {
  it.each([
    ["Umsätze 2024.Q1", "umsatze_2024_q1"],
    ["salesByMonth", "sales_by_month"],
    ["2024", "t_2024"],
    ["order", "t_order"],
    ["left", "t_left"],
    ["日本", "t"],
    ["__a--b__", "a_b"],
    ["x".repeat(200), "x".repeat(60)],
  ])("%s is %s", (text, name) => expect(snakeCase(text)).toBe(name));

  it("is always a bare identifier, and stays what it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), (text) => {
        const name = snakeCase(text);
        expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
        expect(snakeCase(name)).toBe(name);
      }),
    );
  });
});

describe("nameTables", () => {
  it("names data files only, and numbers what clashes", () => {
    expect(nameTables(files("sales.csv", "notes.md", "Sales.TSV", "a/sales.json"))).toEqual([
      { path: "sales.csv", table: "sales", format: "csv" },
      { path: "Sales.TSV", table: "sales_2", format: "tsv" },
      { path: "a/sales.json", table: "sales_3", format: "json" },
    ]);
  });

  it("gives different names, and a file keeps its name when others come after it", () => {
    const path = fc
      .tuple(fc.string({ maxLength: 12 }), fc.constantFrom(".csv", ".xlsx", ".parquet", ".jsonl"))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.uniqueArray(path), fc.uniqueArray(path), (before, after) => {
        const first = nameTables(files(...before));
        const all = nameTables(files(...before, ...after));
        expect(new Set(all.map((source) => source.table)).size).toBe(all.length);
        expect(all.slice(0, first.length)).toEqual(first);
      }),
    );
  });
});

describe("sheetTables", () => {
  it("calls an only sheet like its file, and several by their own names", () => {
    expect(sheetTables("budget", ["Sheet1"], new Set(["budget"]))).toEqual(["budget"]);
    expect(sheetTables("budget", ["2024", "Q 1", "q_1"], new Set(["budget", "budget_2024"]))).toEqual([
      "budget_2024_2",
      "budget_q_1",
      "budget_q_1_2",
    ]);
  });
});
