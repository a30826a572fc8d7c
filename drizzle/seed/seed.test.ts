import { describe, expect, it } from "vitest";
import { FEES, parseRate } from "#kernel";
import { CATALOGUE } from "./index";

const { models, rateCards } = CATALOGUE;
const nameOf = ({ provider, modelId }: { provider: string; modelId: string }) => `${provider} ${modelId}`;

describe("the seeded catalogue", () => {
  it("names each model once", () => {
    expect(new Set(models.map(nameOf)).size).toBe(models.length);
  });

  describe.each(rateCards)("rate card $version", ({ prices }) => {
    it("prices every component of every model above zero, in whole picodollars", () => {
      expect(new Set(prices.map(nameOf))).toEqual(new Set(models.map(nameOf)));
      for (const { prices: lines } of prices) {
        for (const [component, price] of Object.entries(lines)) {
          const fee = FEES.find((name) => name === component);
          expect(parseRate(price, fee ?? "input")).toBeGreaterThan(0n);
        }
      }
    });

    it("has each tier's line once, and above a threshold all token components that the base has", () => {
      const keys = prices.map((entry) => `${nameOf(entry)} ${entry.tier} ${entry.above?.tokens ?? 0}`);
      expect(new Set(keys).size).toBe(keys.length);
      for (const entry of prices.filter(({ above }) => above !== null)) {
        const base = prices.find(
          (other) => nameOf(other) === nameOf(entry) && other.tier === entry.tier && other.above === null,
        );
        const { webSearch: _fee, ...tokens } = base?.prices ?? {};
        expect(Object.keys(entry.prices).sort()).toEqual(Object.keys(tokens).sort());
      }
    });

    it("rates in the other tiers what it rates in the standard one", () => {
      for (const entry of prices.filter(({ tier, above }) => tier !== "standard" && above === null)) {
        const standard = prices.find(
          (other) => nameOf(other) === nameOf(entry) && other.tier === "standard" && other.above === null,
        );
        expect(Object.keys(entry.prices).sort()).toEqual(Object.keys(standard?.prices ?? {}).sort());
      }
    });
  });
});
