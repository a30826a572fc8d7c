import fc from "fast-check";
import { expect, it } from "vitest";
import { compareUsage } from "./compare-usage";
import { type DayUsage, MEASURES, type Measure } from "./usage";

const use = fc.record({
  day: fc.constantFrom("2026-11-01", "2026-11-02"),
  model: fc.constantFrom("opus", "opus-20260101", "sonnet"),
  figures: fc.record({ input: fc.bigInt({ min: 0n, max: 10n ** 12n }), cost: fc.bigInt({ min: 0n, max: 10n ** 20n }) }),
});
const uses: fc.Arbitrary<DayUsage[]> = fc.array(use, { maxLength: 12 });
const day = (input: bigint): DayUsage => ({ day: "2026-11-01", model: "opus", figures: { input } });
const totalOf = (usages: readonly DayUsage[], measure: Measure) =>
  usages.reduce((sum, { figures }) => sum + (figures[measure] ?? 0n), 0n);

it("finds nothing where both sides say the same, in any order and however it is cut", () => {
  fc.assert(
    fc.property(uses, fc.nat(), (usages, turn) => {
      const turned = [...usages.slice(turn % 12), ...usages.slice(0, turn % 12)];
      const halves = turned.flatMap(({ figures: { input = 0n, cost = 0n }, ...place }) => [
        { ...place, figures: { input: input / 2n, cost: cost / 2n } },
        { ...place, figures: { input: input - input / 2n, cost: cost - cost / 2n } },
      ]);
      const compared = compareUsage(usages, halves, MEASURES);
      expect(compared.filter(({ status }) => status !== "agrees")).toEqual([]);
    }),
  );
});

it("loses nothing: differences add up, each day and model comes once, what differs first", () => {
  fc.assert(
    fc.property(uses, uses, (ours, theirs) => {
      const compared = compareUsage(ours, theirs, MEASURES);
      for (const measure of MEASURES) {
        const sum = compared
          .flatMap(({ differences }) => differences)
          .reduce((all, one) => (one.measure === measure ? all + one.difference : all), 0n);
        expect(sum).toBe(totalOf(ours, measure) - totalOf(theirs, measure));
      }
      const keys = compared.map((row) => `${row.day} ${row.model}`);
      expect(new Set(keys).size).toBe(keys.length);
      const agreeing = compared.map(({ status }) => status === "agrees");
      expect(agreeing).toEqual([...agreeing].sort((a, b) => Number(a) - Number(b)));
    }),
  );
});

it("notes what is above 0.5% of the report, to the token, and what one side lacks", () => {
  const status = (ours: bigint | null, theirs: bigint | null) =>
    compareUsage(ours === null ? [] : [day(ours)], theirs === null ? [] : [day(theirs)], ["input"])[0]?.status;
  expect([status(10_050n, 10_000n), status(10_051n, 10_000n)]).toEqual(["agrees", "differs"]);
  expect([status(9_950n, 10_000n), status(9_949n, 10_000n)]).toEqual(["agrees", "differs"]);
  expect([status(1n, null), status(null, 1n), status(null, 0n)]).toEqual(["only_metered", "only_reported", "agrees"]);
});

it("compares only what the report speaks of", () => {
  const [row] = compareUsage([{ ...day(5n), figures: { input: 5n, cost: 9n } }], [day(5n)], ["input"]);
  expect(row).toMatchObject({ status: "agrees", differences: [{ measure: "input" }] });
});
