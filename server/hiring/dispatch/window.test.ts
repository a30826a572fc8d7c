import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Limit, queueMs, roomAt, type Use } from "./window";

const anyLimit: fc.Arbitrary<Limit> = fc
  .record({
    requests: fc.option(fc.integer({ min: 1, max: 8 }), { nil: null }),
    tokens: fc.option(fc.bigInt({ min: 1n, max: 2_000n }), { nil: null }),
  })
  .filter(({ requests, tokens }) => requests !== null || tokens !== null);

/** Calls as they come: milliseconds after the one before, what they may take, and the part of it that they do. */
const anyCalls = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 0, max: 20_000 }),
    tokens: fc.bigInt({ min: 1n, max: 1_000n }),
    used: fc.integer({ min: 0, max: 100 }),
  }),
  { maxLength: 60 },
);

type Made = { readonly ms: number; readonly tokens: bigint };

/** Plays calls against a limit: each is made when there is room, at some millisecond of that second. */
function play(limit: Limit, calls: readonly Call[]): Made[] {
  const uses: Use[] = [];
  const made: Made[] = [];
  let ms = 0;
  for (const { afterMs, tokens, used } of calls) {
    ms += afterMs;
    const second = roomAt(limit, uses, { tokens }, Math.floor(ms / 1_000));
    ms = Math.max(ms, second * 1_000);
    const taken = (tokens * BigInt(used)) / 100n;
    uses.push({ second, requests: 1, tokens: taken });
    made.push({ ms, tokens: taken });
  }
  return made;
}

type Call = { readonly afterMs: number; readonly tokens: bigint; readonly used: number };

describe("a limit", () => {
  it("is never passed in any 60 seconds, wherever they begin, except by a call that is larger than all of it", () => {
    fc.assert(
      fc.property(anyLimit, anyCalls, (limit, calls) => {
        const made = play(limit, calls);
        for (const { ms } of made) {
          const within = made.filter((one) => one.ms >= ms && one.ms < ms + 60_000);
          const tokens = within.reduce((sum, one) => sum + one.tokens, 0n);
          if (limit.requests !== null) expect(within.length).toBeLessThanOrEqual(limit.requests);
          const isAlone = within.filter((one) => one.tokens > 0n).length <= 1;
          if (limit.tokens !== null && !isAlone) expect(tokens).toBeLessThanOrEqual(limit.tokens);
        }
      }),
    );
  });

  it("makes nobody wait longer than for the window to be empty", () => {
    fc.assert(
      fc.property(anyLimit, anyCalls, fc.bigInt({ min: 1n, max: 5_000n }), (limit, calls, tokens) => {
        const uses = play(limit, calls).map((one) => ({ ...one, second: Math.floor(one.ms / 1_000), requests: 1 }));
        const now = uses.at(-1)?.second ?? 0;
        const room = roomAt(limit, uses, { tokens }, now);
        expect(room).toBeGreaterThanOrEqual(now);
        expect(room).toBeLessThanOrEqual(now + 61);
      }),
    );
  });

  it("has room when the first that stands in the way leaves the window, and at once when nothing does", () => {
    const limit = { requests: 2, tokens: null };
    const use = (second: number): Use => ({ second, requests: 1, tokens: 0n });
    expect(roomAt(limit, [use(100)], { tokens: 9n }, 110)).toBe(110);
    expect(roomAt(limit, [use(100), use(105)], { tokens: 9n }, 110)).toBe(161);
    expect(roomAt(limit, [use(100), use(105)], { tokens: 9n }, 161)).toBe(161);
  });

  it("lets a call that is larger than all of it go alone", () => {
    const limit = { requests: null, tokens: 1_000n };
    const want = { tokens: 5_000n };
    expect(roomAt(limit, [], want, 10)).toBe(10);
    expect(roomAt(limit, [{ second: 5, requests: 1, tokens: 1n }], want, 10)).toBe(66);
  });

  it("spaces those that wait for it as far apart as it gives room", () => {
    expect(queueMs({ requests: 60, tokens: null }, { tokens: 1n }, 5)).toBe(5_000);
    expect(queueMs({ requests: 60, tokens: 1_000n }, { tokens: 500n }, 2)).toBe(60_000);
  });
});
