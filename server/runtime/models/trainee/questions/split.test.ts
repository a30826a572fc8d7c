import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLAUSE_CAP, isAsking, looksForeign, splitClauses } from "./split";

describe("splitting a brief", () => {
  it("takes sentences, list items and joined questions apart", () => {
    expect(
      splitClauses(
        "Look at this. What is the average fare by class, and how many survived?\n- oldest passenger\n2) top 3 ports",
      ),
    ).toEqual([
      "Look at this.",
      "What is the average fare by class?",
      "how many survived?",
      "oldest passenger",
      "top 3 ports",
    ]);
  });

  it("lets a bare aggregate borrow the column that follows", () => {
    expect(splitClauses("What is the minimum and maximum price by region?")).toEqual([
      "What is the minimum price by region?",
      "maximum price by region?",
    ]);
  });

  it("keeps “and when” with its question", () => {
    expect(splitClauses("What was the highest price, and when?")).toEqual(["What was the highest price and when?"]);
  });

  it("does not split decimals", () => {
    expect(splitClauses("How many rows have price > 3.5?")).toEqual(["How many rows have price > 3.5?"]);
  });

  it("copes with any text, and with a very long one", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => splitClauses(text).length <= CLAUSE_CAP));
    expect(splitClauses("What is the average fare? ".repeat(8_000)).length).toBe(CLAUSE_CAP);
    expect(splitClauses("a".repeat(200_000))).toHaveLength(1);
  });

  it("knows a request from a statement", () => {
    expect(isAsking("tell me the average fare")).toBe(true);
    expect(isAsking("These are the passengers of a ship.")).toBe(false);
  });

  it("tells other languages from English", () => {
    expect(looksForeign("Wie hoch ist der durchschnittliche Preis und welche Region ist die beste?")).toBe(true);
    expect(looksForeign("请分析这些数据并告诉我平均价格")).toBe(true);
    expect(looksForeign("What is the average price by region?")).toBe(false);
  });
});
