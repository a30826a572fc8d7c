import { describe, expect, it } from "vitest";
import { refuseNul } from "./plain-text";

describe("a NUL character", () => {
  it("is found anywhere, and its field named", () => {
    expect(() => refuseNul({ title: "a\u0000b" })).toThrow(/title contains a NUL/);
    expect(() => refuseNul({ agents: ["a", "b\u0000"] })).toThrow(/agents\.1/);
    expect(() => refuseNul("\u0000")).toThrow(/The input/);
  });

  it("is not found where there is none", () => {
    expect(() => refuseNul({ title: "<script>", agents: [], n: 1, x: null, y: undefined })).not.toThrow();
  });

  it("does not exhaust the stack on a deep input", () => {
    let deep: unknown = "end";
    for (let i = 0; i < 200_000; i++) deep = [deep];
    expect(() => refuseNul(deep)).not.toThrow();
  });
});
