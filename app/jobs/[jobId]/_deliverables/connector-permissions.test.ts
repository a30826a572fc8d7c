import { expect, it } from "vitest";
import { permissionsOf } from "./connector-permissions";

it("tools stand by what agents may do with them, the freest first", () => {
  const tools = [
    { name: "erase", permission: "deny" },
    { name: "record", permission: "ask" },
    { name: "read", permission: "allow" },
    { name: "find", permission: "allow" },
  ] as const;
  expect(permissionsOf(tools)).toEqual([
    { words: "Allowed", names: ["read", "find"] },
    { words: "Asks you first", names: ["record"] },
    { words: "Denied", names: ["erase"] },
  ]);
  expect(permissionsOf([])).toEqual([]);
});
