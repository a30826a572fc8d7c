import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generateKeyPair } from "../seal/signed-head";
import { type Call, sealedBill } from "../testing/sealed-bill";
import type { Bill } from "./bill";
import { composeBill } from "./compose-bill";
import { verifyBill } from "./verify-bill";

type Path = readonly (string | number)[];

/** Every place in a JSON value: of objects, lists and leaves. */
function* pathsIn(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value))
    yield* pathsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

const at = (value: unknown, path: Path): unknown => path.reduce((node, key) => Reflect.get(Object(node), key), value);

/** The value at a path replaced, or taken out when it becomes undefined. */
function change<T>(json: T, path: Path, to: unknown): T {
  const copy = structuredClone(json);
  const parent = Object(at(copy, path.slice(0, -1)));
  const key = path.at(-1) ?? "";
  if (to !== undefined) Reflect.set(parent, key, to);
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
  return copy;
}

/** What a forger might write instead: something like it, or anything else. */
const insteadOf = (value: unknown): fc.Arbitrary<unknown> => {
  const alike: fc.Arbitrary<unknown> =
    typeof value === "number"
      ? fc.integer({ min: 0, max: 1e7 })
      : typeof value === "string" && /^-?\d+\.\d+$/.test(value)
        ? fc.constantFrom(
            `${value}0`,
            `0${value}`,
            `-${value}`,
            value.replace(/\d$/, (d) => String((Number(d) + 1) % 10)),
          )
        : typeof value === "string" && value.length > 0
          ? fc
              .integer({ min: 0, max: value.length - 1 })
              .map((i) => `${value.slice(0, i)}${value[i] === "0" ? "1" : "0"}${value.slice(i + 1)}`)
          : fc.constantFrom("", 0, [], {});
  return fc
    .oneof(
      { weight: 4, arbitrary: alike },
      { weight: 1, arbitrary: fc.constantFrom(null, undefined, true, "", 0, "x") },
    )
    .filter((other) => JSON.stringify(other) !== JSON.stringify(value));
};

const call: fc.Arbitrary<Call> = fc.record({
  input: fc.integer({ min: 0, max: 200_000 }),
  output: fc.integer({ min: 1, max: 64_000 }),
  credited: fc.boolean(),
});
const calls = fc.array(call, { minLength: 1, maxLength: 3 });

const someChange = calls.chain((used) => {
  const bill = sealedBill(used);
  return fc
    .constantFrom(...pathsIn(bill))
    .chain((path) => insteadOf(at(bill, path)).map((to) => ({ bill, path, forged: change(bill, path, to) })));
});

const problemsOf = (json: unknown, options = {}): string[] => {
  const verdict = verifyBill(json, options);
  return verdict.ok ? [] : verdict.problems.map(({ where, problem }) => `${where}: ${problem}`);
};

/** The forger's best: all digests that anyone can take are taken anew. */
function digestedAnew({ lines, digest: _, ...bill }: Bill): Bill {
  return composeBill({ ...bill, lines: lines.map(({ no: _no, digest: __, ...line }) => line) });
}

describe("a bill that verifies", () => {
  it("says so, and who signed it", () => {
    fc.assert(
      fc.property(calls, (used) => {
        const keys = generateKeyPair();
        const bill = JSON.parse(JSON.stringify(sealedBill(used, keys)));
        expect(problemsOf(bill, { publicKey: keys.publicKey })).toEqual([]);
        expect(verifyBill(bill)).toMatchObject({
          ok: true,
          lines: used.length,
          signedBy: { publicKey: keys.publicKey },
        });
      }),
      { numRuns: 25 },
    );
  });

  it("does not verify any more after any single change of any value", () => {
    fc.assert(
      fc.property(someChange, ({ forged }) => {
        expect(problemsOf(forged)).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("does not verify with any value taken out or emptied", () => {
    const bill = sealedBill([{ input: 1_000, output: 20, credited: true }]);
    const unnoticed = [...pathsIn(bill)].flatMap((path) =>
      [undefined, null, 0, "", [], {}]
        .filter((to) => JSON.stringify(to) !== JSON.stringify(at(bill, path)))
        .filter((to) => problemsOf(change(bill, path, to)).length === 0)
        .map((to) => [path, to]),
    );
    expect(unnoticed).toEqual([]);
  });
});

/** What was sealed of a call, and the chain itself, but for names that only the bill's own digest covers. */
const OF_CALLS =
  /^(components|credits|seal|attemptId|jobId|runId|step|attempt|purpose|provider|model|tier|rateCardId|markupBps|at|usageDigest)$/;
const isSealed = ([part, , field, ...rest]: Path): boolean =>
  part === "lines"
    ? OF_CALLS.test(String(field))
    : part === "chain" && ![field, ...rest].some((key) => key === "keyId" || key === "kind");

describe("a forger who takes all digests anew", () => {
  it("is caught at any value that was sealed", () => {
    fc.assert(
      fc.property(
        someChange.filter(({ path }) => isSealed(path)),
        ({ bill, forged }) => {
          const redone = digestedAnew(forged);
          expect(redone.digest).not.toBe(bill.digest);
          expect(problemsOf(redone)).not.toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("and makes a chain and a signature of his own is caught by the agency's key", () => {
    const used = [{ input: 10, output: 20, credited: false }];
    const agency = generateKeyPair();
    const forged = sealedBill([{ ...used[0], input: 999, output: 20, credited: false }]);
    expect(problemsOf(forged)).toEqual([]);
    expect(problemsOf(forged, { publicKey: agency.publicKey })).toEqual([
      "chain.signature: it is by another key than the one you gave",
      "chain.signature: the key did not sign this head",
    ]);
    expect(problemsOf(sealedBill(used, agency), { publicKey: agency.publicKey })).toEqual([]);
  });
});

describe("what is wrong", () => {
  const bill = sealedBill([
    { input: 1_000, output: 20, credited: false },
    { input: 2_000, output: 30, credited: true },
  ]);

  it.each<[Path, unknown, string]>([
    [["lines", 1, "model"], "opus", "line 2: it is not the call that was sealed as number 7"],
    [["lines", 1, "usageDigest"], "0".repeat(64), "line 2: it is not the call that was sealed as number 7"],
    [["lines", 1, "credits", 0, "reason"], "kindness", "line 2: its credit is not the one that was sealed as number 8"],
    [["lines", 0, "seal"], null, "line 1: it carries no seal"],
    [["lines", 0, "seal", "hash"], "0".repeat(64), "line 1: its seal, number 6, does not follow from the one before"],
    [["lines", 1, "seal", "seq"], 9, "line 2: its seal is number 8 where number 7 follows"],
    [["chain", "others"], [], "line 1: its seal is number 6 where number 5 follows"],
    [["chain", "last"], 9, "chain: it ends before its last entry, number 9"],
    [["chain", "head"], "0".repeat(64), "chain: its entries do not lead to its head"],
    [["chain", "before"], "0".repeat(64), "line 1: its seal, number 6, does not follow from the one before"],
    [["chain", "orgId"], "someone", "chain.signature: the key did not sign this head"],
    [
      ["chain", "signature", "publicKey"],
      `${bill.chain?.signature.publicKey.slice(0, -1)}0`,
      "chain.signature: the key did",
    ],
    [["chain"], null, "chain: it has lines, but no chain"],
    [["tax", "amount"], "0.00", "tax: 19% of"],
  ])("at %j set to %j is named", (path, to, problem) => {
    const named = problemsOf(change(bill, path, to)).some((text) => text.startsWith(problem));
    expect([problemsOf(change(bill, path, to)), named]).toEqual([expect.anything(), true]);
  });
});
