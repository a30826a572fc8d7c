import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { change, digestedAnew, emptied, forgeryOf, type Path, unsigned } from "../testing/forgery";
import { type Call, sealedBill } from "../testing/sealed-bill";
import { testKey } from "../testing/signing-key";
import { verifyBill } from "./verify-bill";

const call: fc.Arbitrary<Call> = fc.record({
  input: fc.integer({ min: 0, max: 200_000 }),
  output: fc.integer({ min: 1, max: 64_000 }),
  credited: fc.boolean(),
  rerated: fc.boolean(),
});
const calls = fc.array(call, { minLength: 1, maxLength: 3 });

/** Made once: a bill costs more than looking at it. */
const bills = fc.sample(calls, 8).map((used) => sealedBill(used));
const someChange = fc.constantFrom(...bills).chain(forgeryOf);

const problemsOf = (json: unknown, options = {}): string[] => {
  const verdict = verifyBill(json, options);
  return verdict.ok ? [] : verdict.problems.map(({ where, problem }) => `${where}: ${problem}`);
};

describe("a bill that verifies", () => {
  it("says so, and who signed it", () => {
    fc.assert(
      fc.property(calls, (used) => {
        const key = testKey();
        const bill = JSON.parse(JSON.stringify(sealedBill(used, key)));
        expect(problemsOf(bill, { publicKeys: [testKey().publicKey, key.publicKey] })).toEqual([]);
        const signer = { keyId: key.id, publicKey: key.publicKey };
        expect(verifyBill(bill)).toMatchObject({ ok: true, lines: used.length, signedBy: signer, sealedBy: signer });
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

  it("also verifies as it was exported before bills were signed, and says so", () => {
    const key = testKey();
    const old = unsigned(sealedBill([{ input: 10, output: 20, credited: false }], key));
    expect(problemsOf(old, { publicKeys: [key.publicKey] })).toEqual([]);
    expect(verifyBill(old)).toMatchObject({ ok: true, signedBy: null, sealedBy: { publicKey: key.publicKey } });
  });

  it("does not verify with any value taken out or emptied", () => {
    const bill = sealedBill([{ input: 1_000, output: 20, credited: true, rerated: true }]);
    const unnoticed = emptied(bill).filter(({ forged }) => problemsOf(forged).length === 0);
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
  it("is caught at any value, by the signature on the document", () => {
    fc.assert(
      fc.property(someChange, ({ document, forged }) => {
        const redone = digestedAnew(forged);
        fc.pre(redone.digest !== document.digest && redone.signature !== undefined);
        expect(problemsOf(redone)).not.toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it("and takes the signature off is caught at any value that was sealed", () => {
    fc.assert(
      fc.property(
        someChange.filter(({ path }) => isSealed(path)),
        ({ forged }) => {
          expect(problemsOf(unsigned(digestedAnew(forged)))).not.toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("and makes a chain and signatures of his own is caught by the agency's key", () => {
    const used = [{ input: 10, output: 20, credited: false }];
    const agency = testKey();
    const forged = sealedBill([{ ...used[0], input: 999, output: 20, credited: false }]);
    expect(problemsOf(forged)).toEqual([]);
    expect(problemsOf(forged, { publicKeys: [agency.publicKey] })).toEqual([
      "chain.signature: it is by another key than the one you gave",
      "signature: it is by another key than the one you gave",
    ]);
    expect(problemsOf(sealedBill(used, agency), { publicKeys: [agency.publicKey] })).toEqual([]);
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
    [["signature", "signature"], bill.chain?.signature.signature, "signature: the key did not sign this digest"],
    [["signature"], undefined, "digest: it does not match"],
    [["dueAt"], "2027-01-01T00:00:00.000Z", "digest: it does not match"],
  ])("at %j set to %j is named", (path, to, problem) => {
    const named = problemsOf(change(bill, path, to)).some((text) => text.startsWith(problem));
    expect([problemsOf(change(bill, path, to)), named]).toEqual([expect.anything(), true]);
  });
});
