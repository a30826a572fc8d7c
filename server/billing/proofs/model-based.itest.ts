import { expect, it } from "vitest";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { prove } from "./prove";

testDatabase();

/** 100 s of one core, and its database as much again. A longer run: `npm run prove -- --operations 200000`. */
const OPERATIONS = 10_000;

it("random operations in any interleaving are explained by some order of them, and every invariant holds", async () => {
  expect(await prove({ operations: OPERATIONS, seed: 20_261_101 })).toBeGreaterThanOrEqual(OPERATIONS);
}, 900_000);
