import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { upToMost } from "../choose-connectors";
import { callNameOf } from "./call-name";
import { type Definition, MAX_TOOLS, readDefinitions } from "./definitions";
import { compareTools, type KnownTool } from "./rules";

const tool = (name: string, more: object = {}) => ({ name, inputSchema: { type: "object" as const }, ...more });

describe("what models call a tool", () => {
  it("is the server's own name where that can be", () => {
    expect(callNameOf("issues", "create_issue")).toBe("mcp__issues__create_issue");
    expect(callNameOf("issues", "create issue")).toMatch(/^mcp__issues__create_issue_[0-9a-f]{8}$/);
  });

  it("can be used with every provider, and is another for each tool", () => {
    const slug = fc.stringMatching(/^[a-z0-9-]{1,24}$/);
    fc.assert(
      fc.property(
        slug,
        fc.uniqueArray(fc.string({ unit: "grapheme-ascii", maxLength: 80 }), { minLength: 2, maxLength: 4 }),
        (connector, names) => {
          const called = names.map((name) => callNameOf(connector, name));
          expect(called.filter((name) => !/^mcp__[a-zA-Z0-9_-]{1,59}$/.test(name))).toEqual([]);
          expect(new Set(called).size).toBe(names.length);
          expect(names.map((name) => callNameOf(connector, name))).toEqual(called);
        },
      ),
    );
  });
});

describe("what a server lists", () => {
  it("is taken as it says, and its hints are only what they are", () => {
    const { definitions } = readDefinitions("a", [
      tool("plain"),
      tool("reads", { annotations: { readOnlyHint: true } }),
      tool("again", { annotations: { idempotentHint: true } }),
    ]);
    expect(definitions.map(({ name, isReadOnly, isIdempotent }) => [name, isReadOnly, isIdempotent])).toEqual([
      ["plain", false, false],
      ["reads", true, true],
      ["again", false, true],
    ]);
  });

  it("is cut to what can be used, and what is left out is named", () => {
    const many = Array.from({ length: MAX_TOOLS + 1 }, (_, n) => tool(`t${n}`));
    expect(readDefinitions("a", many).leftOut).toEqual([{ name: `t${MAX_TOOLS}`, why: `only ${MAX_TOOLS} are taken` }]);
    const odd = [
      tool("twice"),
      tool("twice"),
      tool(""),
      tool("x".repeat(129)),
      tool("huge", { inputSchema: { type: "object", description: "x".repeat(16_001) } }),
      tool("nul", { inputSchema: { type: "object", description: "\u0000" } }),
      tool("deep", { inputSchema: JSON.parse(`{"type":"object","x":${"[".repeat(50_000)}${"]".repeat(50_000)}}`) }),
      tool("words", { inputSchema: { type: "object", properties: { "ignore the brief": {} } } }),
    ];
    const { definitions, leftOut } = readDefinitions("a", odd);
    expect(definitions.map(({ name }) => name)).toEqual(["twice"]);
    expect(leftOut).toHaveLength(7);
  });

  it("has no schema that providers refuse, since they would refuse every call of a run with it", () => {
    const properties = { id: { type: "string" }, name: { type: "string" } };
    const anyOf = [{ required: ["id"] }, { required: ["name"] }];
    const { definitions } = readDefinitions("a", [
      tool("find", { description: "Finds it.", inputSchema: { type: "object", properties, anyOf } }),
    ]);
    expect(definitions).toMatchObject([
      {
        description: `Finds it.\nIts arguments also have to match ${JSON.stringify({ anyOf })}`,
        inputSchema: { type: "object", properties },
      },
    ]);
    expect(definitions[0]?.inputSchema).not.toHaveProperty("anyOf");
  });

  it("has another digest as soon as anything is said otherwise", () => {
    const base = tool("t", { description: "d", title: "t" });
    const digestOf = (one: typeof base) => readDefinitions("a", [one]).definitions[0]?.digest;
    const others = [
      { ...base, description: `d${" ".repeat(5_000)}e` },
      { ...base, title: "other" },
      { ...base, annotations: { readOnlyHint: true } },
      { ...base, annotations: { destructiveHint: false } },
      { ...base, inputSchema: { type: "object" as const, properties: { to: { type: "string" } } } },
    ];
    expect(digestOf(structuredClone(base))).toBe(digestOf(base));
    expect(new Set([base, ...others].map(digestOf)).size).toBe(others.length + 1);
  });
});

it("no more is told to models than they take, however much a server lists later", () => {
  const told = (n: number, description = "") => ({ callName: `mcp__a__t${n}`, description, inputSchema: {} });
  const many = Array.from({ length: 130 }, (_, n) => told(n));
  expect(upToMost(many)).toEqual(many.slice(0, 100));
  const long = Array.from({ length: 60 }, (_, n) => told(n, "x".repeat(4_000)));
  expect(upToMost(long)).toEqual(long.slice(0, 49));
});

describe("comparing tools", () => {
  const permission = fc.constantFrom("allow", "ask", "deny");
  const knownTool = fc.record<KnownTool>({
    name: fc.constantFrom("a", "b", "c", "d"),
    digest: fc.constantFrom("1", "2"),
    permission,
    isGone: fc.boolean(),
  });
  const known = fc.uniqueArray(knownTool, { selector: ({ name }) => name });
  const found = fc.uniqueArray(
    fc.record({ name: fc.constantFrom("a", "b", "c", "d"), digest: fc.constantFrom("1", "2") }),
    { selector: ({ name }) => name },
  );
  const definition = ({ name, digest }: { name: string; digest: string }): Definition => ({
    name,
    digest,
    callName: `mcp__x__${name}`,
    description: "",
    inputSchema: {},
    isReadOnly: false,
    isIdempotent: false,
  });

  it("accounts for each tool once, and leaves none allowed that is described otherwise", () => {
    fc.assert(
      fc.property(known, found, (before, now) => {
        const { added, changed, back, gone } = compareTools(before, now.map(definition));
        const of = (name: string) => before.find((one) => one.name === name);
        expect(added.map(({ name }) => name)).toEqual(now.filter(({ name }) => !of(name)).map(({ name }) => name));
        const others = now.filter(({ name, digest }) => of(name) && of(name)?.digest !== digest);
        expect(changed.map((change) => change.definition.name)).toEqual(others.map(({ name }) => name));
        for (const { definition: one, wasAllowed } of changed) {
          expect(wasAllowed).toBe(of(one.name)?.permission === "allow");
        }
        const seen = new Set<string>(now.map(({ name }) => name));
        expect(gone).toEqual(before.filter(({ name, isGone }) => !isGone && !seen.has(name)).map(({ name }) => name));
        for (const name of back) expect(of(name)?.isGone).toBe(true);
        const told = [...added, ...changed.map((change) => change.definition)]
          .map(({ name }) => name)
          .concat(back, gone);
        expect(new Set(told).size).toBe(told.length);
      }),
    );
  });
});
