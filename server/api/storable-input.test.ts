import { describe, expect, it } from "vitest";
import { requireStorable } from "./storable-input";

describe("text that cannot be stored", () => {
  it("is found anywhere, and its field named", () => {
    expect(() => requireStorable({ title: "a\u0000b" })).toThrow(/^title: contains a NUL/);
    expect(() => requireStorable({ agents: ["a", "b\u0000"] })).toThrow(/^agents\.1: /);
    expect(() => requireStorable({ brief: "a\ud83d" })).toThrow(/^brief: contains half a character/);
    expect(() => requireStorable("\u0000")).toThrow(/^input: /);
  });

  it("is not found where there is none", () => {
    expect(() => requireStorable({ title: "<script> 👍", agents: [], n: 1, x: null, y: undefined })).not.toThrow();
  });

  it("does not exhaust the stack on a deep input", () => {
    let deep: unknown = "end";
    for (let i = 0; i < 200_000; i++) deep = [deep];
    expect(() => requireStorable(deep)).not.toThrow();
  });
});
