import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMPONENTS, InvalidInput, parseRate } from "#kernel";
import { checkLines, problemOfPrice } from "./check-lines";
import { compareLines } from "./compare-lines";
import type { PriceLine } from "./lines";
import { MODELS_BY_ID } from "./testing/models";
import { checkStart, findValidityProblem, planValidity, type Validity } from "./validity";

const line = (component: PriceLine["component"], cost: string, more: Partial<PriceLine> = {}): PriceLine => ({
  modelId: "openai-gpt-5.6-terra",
  tier: "standard",
  component,
  above: null,
  cost,
  sell: null,
  ...more,
});
const WHOLE = [line("input", "2"), line("cacheRead", "0.2"), line("output", "12")];
const problems = (lines: readonly PriceLine[]) =>
  checkLines(lines, MODELS_BY_ID).map(({ line, message }) => `${line}: ${message}`);

describe("a price", () => {
  it("is in order exactly when it can be read as picodollars", () => {
    const text = fc.oneof(fc.stringMatching(/^-?\d{0,8}(\.\d{0,8})?$/), fc.string());
    fc.assert(
      fc.property(text, fc.constantFrom(...COMPONENTS), (price, component) => {
        if (problemOfPrice(price) !== null) return;
        expect(() => parseRate(price, component)).not.toThrow(InvalidInput);
      }),
    );
  });

  it.each([
    ["", "has no price"],
    ["-1", "below zero"],
    ["0.1234567", "more than six decimals"],
    ["1e3", "is not a price"],
    ["1000001", "more than 1000000"],
  ])("%j %s", (text, problem) => expect(problemOfPrice(text)).toContain(problem));

  it("may be zero, and have six decimals", () => {
    expect(["0", "0.000001", "1000000"].map(problemOfPrice)).toEqual([null, null, null]);
  });
});

describe("a price list", () => {
  it("is in order when each model has all that its provider can return", () => {
    expect(problems(WHOLE)).toEqual([]);
  });

  it("names the line that is wrong", () => {
    expect(problems([line("input", "-2"), ...WHOLE.slice(1)])).toEqual([
      "openai gpt-5.6-terra, standard, input: The cost price -2 is below zero.",
    ]);
    expect(problems([line("input", "2", { sell: "2.1234567" }), ...WHOLE.slice(1)])[0]).toContain("The sell price");
  });

  it("misses what the provider can return, in every tier that is sold", () => {
    expect(problems([...WHOLE.slice(1), line("input", "1", { tier: "economy" })])).toEqual([
      "openai gpt-5.6-terra, standard, input: The provider can return it, but it has no base line.",
      "openai gpt-5.6-terra, economy, cacheRead: The provider can return it, but it has no base line.",
      "openai gpt-5.6-terra, economy, output: The provider can return it, but it has no base line.",
    ]);
  });

  it("has a base line below every threshold", () => {
    const long = line("reasoning", "9", { above: { tokens: 272_000, operator: ">" } });
    expect(problems([...WHOLE, long])).toEqual([
      "openai gpt-5.6-terra, standard, reasoning above 272000 input tokens: There is no base line for requests below this threshold.",
    ]);
  });

  it("has no line twice", () => {
    expect(problems([...WHOLE, line("input", "3")])).toEqual([
      "openai gpt-5.6-terra, standard, input: The list has this line twice.",
    ]);
  });
});

describe("comparing", () => {
  it("tells added, removed and changed, with percent", () => {
    const before = [...WHOLE, line("reasoning", "5")];
    const after = [
      line("input", "2.5"),
      line("cacheRead", "0.20"),
      line("output", "12", { sell: "13" }),
      line("webSearch", "10"),
    ];
    const { added, removed, changed, same } = compareLines(before, after);
    expect([added, removed].map((lines) => lines.map(({ component }) => component))).toEqual([
      ["webSearch"],
      ["reasoning"],
    ]);
    expect(changed.map(({ line, cost, sell }) => [line.component, cost?.percent, sell?.percent])).toEqual([
      ["input", "25", "25"],
      ["output", undefined, "8.33"],
    ]);
    expect(same).toBe(1);
  });

  it("of a list with itself finds nothing", () => {
    expect(compareLines(WHOLE, WHOLE)).toEqual({ added: [], removed: [], changed: [], same: 3 });
  });
});

describe("validity", () => {
  const at = (day: number) => new Date(day * 86_400_000);

  it("has neither gap nor overlap, in whatever order cards are announced and confirmed", () => {
    const moves = fc.array(fc.tuple(fc.nat(60), fc.nat(3)), { maxLength: 20 });
    fc.assert(
      fc.property(moves, (announcements) => {
        let cards: Validity[] = [];
        let now = 0;
        for (const [announced, passed] of announcements) {
          now += passed;
          try {
            const plan = planValidity(cards, at(announced), at(now));
            expect(plan.from >= at(now)).toBe(true);
            cards = cards.map((card) => (card.version === plan.ends ? { ...card, to: plan.from } : card));
            cards.push({ version: cards.length + 1, from: plan.from, to: null });
          } catch (error) {
            expect(error).toMatchObject({ code: "conflict" });
          }
          expect(findValidityProblem(cards)).toBeNull();
        }
      }),
    );
  });

  it("names gap and overlap", () => {
    const card = (version: number, from: number, to: number | null) => ({
      version,
      from: at(from),
      to: to === null ? null : at(to),
    });
    expect(findValidityProblem([card(2, 5, null), card(1, 1, 4)])).toBe(
      "Between cards 1 and 2 no prices are in force.",
    );
    expect(findValidityProblem([card(1, 1, 6), card(2, 5, null)])).toBe("Cards 1 and 2 overlap.");
    expect(findValidityProblem([card(1, 1, null), card(2, 5, null)])).toBe("Cards 1 and 2 overlap.");
    expect(findValidityProblem([card(1, 3, 3)])).toBe("Card 1 ends before it begins.");
  });

  it("never begins in the past", () => {
    expect(() => checkStart(at(1), at(2))).toThrow(InvalidInput);
    expect(() => checkStart(new Date("nonsense"), at(2))).toThrow(InvalidInput);
  });
});
