import fc from "fast-check";
import { expect, it } from "vitest";
import { inBatches } from "./batches";

const TOOLS = [
  { name: "look", effect: "pure" },
  { name: "read", effect: "pure" },
  { name: "fetch", effect: "idempotent", isIndependent: true },
  { name: "write", effect: "idempotent" },
  { name: "send", effect: "side-effecting" },
] as const;

const batchesOf = (...names: string[]) =>
  inBatches(
    names.map((name) => ({ name })),
    TOOLS,
  ).map((batch) => batch.map(({ name }) => name));

it("puts side by side what cannot be told from one after the other", () => {
  expect(
    batchesOf("look", "read", "write", "look", "fetch", "fetch", "read", "send", "send", "nothing", "nothing"),
  ).toEqual([
    ["look", "read"],
    ["write"],
    ["look"],
    ["fetch", "fetch"],
    ["read"],
    ["send"],
    ["send"],
    ["nothing"],
    ["nothing"],
  ]);
  expect(batchesOf()).toEqual([]);
});

it("keeps the model's order, and what writes alone", () => {
  const name = fc.constantFrom("look", "read", "fetch", "write", "send", "nothing");
  fc.assert(
    fc.property(fc.array(name), (names) => {
      const batches = batchesOf(...names);
      expect(batches.flat()).toEqual(names);
      for (const batch of batches.filter(({ length }) => length > 1)) {
        expect(batch.every((one) => one === "fetch") || batch.every((one) => one === "look" || one === "read")).toBe(
          true,
        );
      }
    }),
  );
});
