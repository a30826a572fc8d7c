import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Pico, pico } from "#kernel";
import { computeDeltas, type RatedCall, type Room } from "./compute-deltas";

const CAPS = ["a", "b", "c"];

const amount = (max: number) => fc.nat(max).map((n) => pico(BigInt(n)));

const calls = fc.array(
  fc
    .record({
      eventId: fc.uuid(),
      capIds: fc.subarray(CAPS),
      billed: amount(100),
      share: fc.constantFrom(0n, 50n, 100n),
      rerated: amount(150),
    })
    .map(({ share, ...call }): RatedCall => ({ ...call, no: 1, lines: [], paid: pico((call.billed * share) / 100n) })),
  { maxLength: 8 },
);

const room = fc.record({
  purse: amount(200),
  caps: fc
    .record({ a: amount(120), b: amount(120) })
    .map((spare): ReadonlyMap<string, Pico> => new Map(Object.entries(spare))),
});

const property = (check: (calls: readonly RatedCall[], room: Room) => void) =>
  fc.assert(fc.property(calls, room, check), { numRuns: 500 });

describe("a re-rating's deltas", () => {
  it("are the differences of just the calls whose price changes, in the calls' order", () =>
    property((calls, room) => {
      const deltas = computeDeltas(calls, room);
      expect(deltas.map(({ call }) => call)).toEqual(calls.filter(({ billed, rerated }) => billed !== rerated));
      for (const { call, delta, credited, amount } of deltas) {
        expect(delta).toBe(call.rerated - call.billed);
        expect(amount + credited).toBe(delta);
        expect(delta > 0n ? amount >= 0n && credited >= 0n : amount <= 0n && credited <= 0n).toBe(true);
      }
    }));

  it("never take more than the wallet and each cap have left, also when all of it is posted", () =>
    property((calls, { purse, caps }) => {
      const deltas = computeDeltas(calls, { purse, caps });
      const taken = (ofCap?: string) =>
        deltas
          .filter(({ call }) => ofCap === undefined || call.capIds.includes(ofCap))
          .reduce((sum, { amount }) => sum + amount, 0n);
      expect(taken() <= purse).toBe(true);
      for (const [cap, spare] of caps) expect(taken(cap) <= spare).toBe(true);
    }));

  it("never give back more than the client pays, nor charge for a call that was given back whole", () =>
    property((calls, room) => {
      for (const { call, amount } of computeDeltas(calls, room)) {
        expect(call.paid + amount >= 0n).toBe(true);
        if (call.billed > 0n && call.paid === 0n) expect(amount).toBe(0n);
      }
    }));

  it("move the whole difference where there is money for it and nothing was given back", () =>
    property((calls) => {
      const rich = { purse: pico(10n ** 12n), caps: new Map() };
      const paid = calls.map((call) => ({ ...call, paid: call.billed }));
      for (const { delta, amount } of computeDeltas(paid, rich)) expect(amount).toBe(delta);
    }));

  it("are none when it is done again", () =>
    property((calls, room) => {
      const again = computeDeltas(calls, room).map(({ call, amount }) => ({
        ...call,
        billed: call.rerated,
        paid: pico(call.paid + amount),
      }));
      expect(computeDeltas(again, room)).toEqual([]);
    }));

  it("let a dearer call have what a cheaper one gives back", () => {
    const call = { capIds: ["a"], no: 1, lines: [] };
    const dearer = { ...call, eventId: "dearer", billed: pico(10n), paid: pico(10n), rerated: pico(15n) };
    const cheaper = { ...call, eventId: "cheaper", billed: pico(10n), paid: pico(10n), rerated: pico(7n) };
    const deltas = computeDeltas([dearer, cheaper], { purse: pico(1n), caps: new Map([["a", pico(0n)]]) });
    expect(deltas.map(({ amount, credited }) => [amount, credited])).toEqual([
      [3n, 2n],
      [-3n, 0n],
    ]);
  });
});
