import { expect, it } from "vitest";
import { orAbandon } from "./or-abandon";

const never = new Promise<void>(() => undefined);

it("waits for work for as long as nobody stops it", async () => {
  expect(await orAbandon(Promise.resolve(), new AbortController().signal, 0)).toBe(true);
});

it("leaves stopped work to itself that does not end, whenever it was stopped", async () => {
  const controller = new AbortController();
  const waiting = orAbandon(never, controller.signal, 1);
  controller.abort();
  expect(await waiting).toBe(false);
  expect(await orAbandon(never, controller.signal, 1)).toBe(false);
});

it("waits for stopped work that ends", async () => {
  let end = (): void => undefined;
  const ending = new Promise<void>((resolve) => {
    end = resolve;
  });
  const waiting = orAbandon(ending, AbortSignal.abort(), 60_000);
  end();
  expect(await waiting).toBe(true);
});
