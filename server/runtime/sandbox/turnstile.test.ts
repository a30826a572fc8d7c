import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Turnstile } from "./turnstile";

describe("Turnstile", () => {
  it("lets at most its places in, in order of arrival, whoever gives up", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.boolean(), { maxLength: 20 }),
        async (places, givesUp) => {
          const turnstile = new Turnstile(places);
          const entered: number[] = [];
          let inside = 0;
          let most = 0;
          await Promise.allSettled(
            givesUp.map(async (gone, index) => {
              const controller = new AbortController();
              const entering = turnstile.enter(controller.signal);
              if (gone) controller.abort(new Error("gone"));
              const leave = await entering;
              entered.push(index);
              inside += 1;
              most = Math.max(most, inside);
              await Promise.resolve();
              inside -= 1;
              leave();
            }),
          );
          expect(most).toBeLessThanOrEqual(places);
          expect(entered).toEqual([...entered].sort((a, b) => a - b));
          expect(entered).toEqual(expect.arrayContaining(givesUp.flatMap((gone, index) => (gone ? [] : [index]))));
          expect(turnstile.isBusy).toBe(false);
        },
      ),
    );
  });

  it("tells whoever waits each time the line moves", async () => {
    const turnstile = new Turnstile(1);
    const { signal } = new AbortController();
    const leaveFirst = await turnstile.enter(signal);
    let moves = 0;
    const second = turnstile.enter(signal);
    const third = turnstile.enter(signal, () => moves++);
    leaveFirst();
    expect(moves).toBe(1);
    (await second)();
    expect(moves).toBe(2);
    (await third)();
    expect(moves).toBe(2);
  });
});
