import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Pico, pico, ZERO } from "#kernel";
import { type CountedCall, type CountedEntry, computeTallies, type OpenTally, type Place } from "./compute-tallies";

const MONTHS = ["2026-10", "2026-11", "2026-12"];

const call = (seq: number, month: string, amount: Pico, projectId: string | null = null): CountedCall => ({
  kind: "usage",
  refId: `call ${seq}`,
  seq,
  amount,
  place: null,
  at: new Date(Date.UTC(2026, Number(month.slice(5)) - 1, 1 + (seq % 28))),
  month,
  projectId,
});

const credit = (seq: number, of: CountedEntry): CountedEntry => ({
  kind: "credit",
  refId: of.refId,
  seq,
  amount: pico(-of.amount),
  place: null,
});

const calls = fc
  .array(
    fc.record({
      month: fc.constantFrom(...MONTHS),
      amount: fc.bigInt({ min: 0n, max: 10n ** 12n }),
      project: fc.constantFrom(null, "p", "q"),
      credited: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((facts) => facts.map((fact, index) => ({ ...fact, seq: index * 2 + 1 })));

/** Counts batch after batch, as the sealer does: of a credit that comes after its call's batch, it knows the call's place. */
function count(entries: readonly CountedEntry[], size: number) {
  const tallies: OpenTally[] = [];
  const places = new Map<number, Place>();
  const ofCalls = new Map<string, Place>();
  for (let from = 0; from < entries.length; from += size) {
    const batch = entries
      .slice(from, from + size)
      .map((entry) => (entry.kind === "credit" ? { ...entry, place: ofCalls.get(entry.refId) ?? null } : entry));
    const found = computeTallies(batch, tallies, tallies.length);
    for (const [index, { kind, refId, seq }] of batch.entries()) {
      const place = found.places[index] ?? { tally: 0, line: null };
      places.set(seq, place);
      if (kind === "usage") ofCalls.set(refId, place);
    }
    for (const tally of found.grown) tallies[tally.no - 1] = tally;
  }
  return { tallies, places };
}

describe("tallies", () => {
  it("say what their entries say, however they come in batches", () => {
    fc.assert(
      fc.property(calls, fc.integer({ min: 1, max: 9 }), (facts, size) => {
        const entries = facts.flatMap(({ seq, month, amount, project, credited }): CountedEntry[] => {
          const own = call(seq, month, pico(amount), project);
          return credited ? [own, credit(seq + 1, own)] : [own];
        });
        const { tallies, places } = count(entries, size);
        for (const tally of tallies) {
          const own = entries.filter(({ seq }) => places.get(seq)?.tally === tally.no);
          const ownCalls = own.filter((entry) => entry.kind === "usage");
          expect(tally.amount).toBe(own.reduce((total, { amount }) => total + amount, 0n));
          expect(ownCalls.map(({ seq }) => places.get(seq)?.line)).toEqual(ownCalls.map((_, index) => index + 1));
          expect(new Set(ownCalls.map(({ month }) => month))).toEqual(new Set([tally.month]));
          expect(tally).toMatchObject({
            calls: ownCalls.length,
            firstSeal: Math.min(...own.map(({ seq }) => seq)),
            lastSeal: Math.max(...own.map(({ seq }) => seq)),
          });
          expect(new Set(tally.projectIds)).toEqual(new Set(ownCalls.flatMap(({ projectId }) => projectId ?? [])));
        }
        expect(places.size).toBe(entries.length);
        expect(tallies.reduce((sum, tally) => sum + tally.calls, 0)).toBe(facts.length);
      }),
    );
  });

  it("begin anew where an invoice has taken the month's", () => {
    const { grown, places } = computeTallies([call(7, "2026-11", pico(5n))], [], 3);
    expect(grown).toMatchObject([{ no: 4, month: "2026-11", calls: 1, amount: 5n, firstSeal: 7, lastSeal: 7 }]);
    expect(places).toEqual([{ tally: 4, line: 1 }]);
  });

  it("leave a call with its credit where they were billed before there was a chain", () => {
    const billed = { ...call(1, "2026-11", pico(5n)), place: { tally: 1, line: 9 } };
    const places = [billed.place, { tally: 1, line: null }];
    expect(computeTallies([billed, credit(2, billed)], [], 1)).toEqual({ places, grown: [] });
  });

  it("take a credit that a clock has put before its call, and none whose call is nowhere", () => {
    const own = call(2, "2026-11", pico(5n));
    const { grown } = computeTallies([credit(1, own), own], [], 0);
    expect(grown).toMatchObject([{ amount: ZERO, calls: 1, firstSeal: 1, lastSeal: 2 }]);
    expect(() => computeTallies([credit(1, own)], [], 0)).toThrow("finds no tally");
  });
});
