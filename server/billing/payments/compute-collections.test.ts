import fc from "fast-check";
import { expect, it } from "vitest";
import { minPico, type Pico, pico, ZERO } from "#kernel";
import { computeCollections, type Owing } from "./compute-collections";
import { backOf } from "./topup-facts";

const amount = fc.bigInt({ min: 0n, max: 100n }).map(pico);

const topup: fc.Arbitrary<Omit<Owing, "id">> = fc
  .record({ paid: fc.option(amount), refunded: amount, chargedBack: amount, returned: amount, recovered: amount })
  .map(({ returned, recovered, ...known }) => {
    const { refund } = backOf(known);
    // A refund stays; what was recovered may be more than is charged back by now.
    return {
      ...known,
      returned: minPico(returned, refund),
      recovered: known.paid === null ? ZERO : recovered,
    };
  });

const owing = fc.array(topup, { maxLength: 5 }).map((all) => all.map((each, index) => ({ ...each, id: `t${index}` })));

it("moves what payers have back as far as money is free, the oldest first, and owes the rest", () => {
  fc.assert(
    fc.property(amount, owing, (free, topups) => {
      const { moves, owed } = computeCollections(free, topups);
      const moved = (id: string, kind: string) =>
        moves.filter((move) => move.topupId === id && move.kind === kind).reduce((sum, move) => sum + move.amount, 0n);
      const after = topups.map((each) => ({
        ...each,
        returned: pico(each.returned + moved(each.id, "topup_refund")),
        recovered: pico(each.recovered + moved(each.id, "chargeback")),
      }));
      const short = after.map((each): Pico => {
        const { refund, chargeback } = backOf(each);
        expect(each.returned).toBeLessThanOrEqual(refund);
        expect(each.recovered).toBeLessThanOrEqual(chargeback);
        return pico(refund + chargeback - each.returned - each.recovered);
      });
      const left = free - moves.reduce((sum, move) => sum + move.amount, 0n);
      expect(owed).toBe(short.reduce((sum, each) => sum + each, 0n));
      expect(left).toBeGreaterThanOrEqual(0n);
      // Nothing is owed while money is free.
      expect(owed > 0n && left > 0n).toBe(false);
      // Whoever is younger than one that is short got nothing.
      const firstShort = short.findIndex((each) => each > 0n);
      const younger = new Set(firstShort < 0 ? [] : topups.slice(firstShort + 1).map(({ id }) => id));
      expect(moves.filter((move) => move.amount > 0n && younger.has(move.topupId))).toEqual([]);
      // Once is enough.
      expect(computeCollections(pico(left), after)).toEqual({ moves: [], owed });
    }),
  );
});
