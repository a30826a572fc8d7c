import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { change, digestedAnew, emptied, forgeryOf, type Path } from "../testing/forgery";
import { type Refund, sealedCreditNote } from "../testing/sealed-credit-note";
import { testKey } from "../testing/signing-key";
import { composeCreditNote } from "./compose-credit-note";
import { signDocument } from "./signed-document";
import { verifyBill } from "./verify-bill";

const refund: fc.Arbitrary<Refund> = fc
  .bigInt({ min: 1n, max: 10n ** 13n })
  .chain((charged) => fc.record({ charged: fc.constant(charged), amount: fc.bigInt({ min: 1n, max: charged }) }));
const refunds = fc.array(refund, { minLength: 1, maxLength: 3 });

/** Made once: a note costs more than looking at it. */
const notes = fc.sample(refunds, 8).map((given) => sealedCreditNote(given));
const someChange = fc.constantFrom(...notes).chain(forgeryOf);

const problemsOf = (json: unknown, options = {}): string[] => {
  const verdict = verifyBill(json, options);
  return verdict.ok ? [] : verdict.problems.map(({ where, problem }) => `${where}: ${problem}`);
};

const note = sealedCreditNote([
  { charged: 30_000_000_000n, amount: 10_000_000_000n },
  { charged: 2_501_250_000n, amount: 2_501_250_000n },
]);

describe("a credit note that verifies", () => {
  it("says so, and who signed it", () => {
    fc.assert(
      fc.property(refunds, (given) => {
        const key = testKey();
        const json = JSON.parse(JSON.stringify(sealedCreditNote(given, key)));
        const signer = { keyId: key.id, publicKey: key.publicKey };
        expect(verifyBill(json, { publicKeys: [key.publicKey] })).toEqual({
          ok: true,
          kind: "credit_note",
          number: json.number,
          lines: given.length,
          total: json.total,
          signedBy: signer,
          sealedBy: signer,
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
    expect(emptied(note).filter(({ forged }) => problemsOf(forged).length === 0)).toEqual([]);
  });

  it("also verifies before its entry is under a signed head: then the document's signature is all there is", () => {
    const { lines, digest: _, signature: __, ...open } = note;
    const key = testKey();
    const waiting = composeCreditNote({ ...open, lines, seal: null, chain: null }, key);
    expect(verifyBill(waiting, { publicKeys: [key.publicKey] })).toMatchObject({ ok: true, sealedBy: null });
  });
});

/** What the note's entry in the chain was made of, and the chain itself. */
const isSealed = ([part, index, field, ...rest]: Path): boolean =>
  part === "lines"
    ? field === undefined || field === "attemptId" || field === "amount"
    : part === "chain"
      ? index !== "signature" && ![field, ...rest].includes("kind")
      : /^(id|number|issuedAt|corrects id|exactTotal|tax amount|total|seal.*)$/.test([part, index].join(" ").trim());

describe("a forger who takes all digests anew", () => {
  it("is caught at any value, by the signature on the document", () => {
    fc.assert(
      fc.property(someChange, ({ document, forged }) => {
        const redone = digestedAnew(forged);
        fc.pre(redone.digest !== document.digest);
        expect(problemsOf(redone)).not.toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it("and signs the document himself is caught at any value that was sealed", () => {
    const forger = testKey();
    fc.assert(
      fc.property(
        someChange.filter(({ path }) => isSealed(path)),
        ({ forged }) => {
          const { digest: _, signature: __, ...open } = digestedAnew(forged);
          expect(problemsOf(signDocument(open, forger))).not.toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("and makes a chain of his own too is caught by the agency's key", () => {
    const forged = sealedCreditNote([{ charged: 30n, amount: 29n }], testKey());
    expect(problemsOf(forged)).toEqual([]);
    expect(problemsOf(forged, { publicKeys: [testKey().publicKey] })).toEqual([
      "chain.signature: it is by another key than the one you gave",
      "signature: it is by another key than the one you gave",
    ]);
  });
});

describe("what is wrong", () => {
  it.each<[Path, unknown, string]>([
    [["lines", 1, "amount"], "0.0025", "line 2: its digest does not match"],
    [["lines", 1, "amount"], "0.00250126", "line 2: 0.00250126 is more than the 0.00250125 that were charged"],
    [["lines", 1, "amount"], "0.0025012500", "line 2.amount: must be an amount"],
    [["lines", 1, "attemptId"], note.lines[0]?.attemptId, "line 2: its call stands on the note twice"],
    [["lines", 1, "invoiceLine"], 4, "line 2: its digest does not match"],
    [["lines", 0, "no"], 2, "line 1: its number is 2, but it is line 1"],
    [["lines", 0, "amount"], "0.00", "line 1: it takes nothing back"],
    [["lines"], [], "lines: it takes nothing back"],
    [["exactTotal"], "-0.01", "exactTotal: the lines do not add up to -0.01"],
    [["creditedBefore"], "0.00", "digest: it does not match"],
    [["tax", "amount"], "-0.02", "tax: 19% of -0.01250125 is not -0.02"],
    [["rounding"], "0.00", "rounding: 0.00 does not round it"],
    [["total"], "-0.02", "total: it is not exactTotal"],
    [["corrects", "id"], note.id, "seal: it is not the credit note that was sealed as number 5"],
    [["corrects", "number"], "HIRE-2026-000007", "digest: it does not match"],
    [["reason"], "A gift", "digest: it does not match"],
    [["seal", "seq"], 6, "seal: its seal is number 6 where number 5 follows"],
    [["seal"], null, "chain: its seal and its chain come together"],
    [["chain"], null, "chain: its seal and its chain come together"],
    [["chain", "others"], [], "chain: it ends before its last entry, number 7"],
    [["chain", "orgId"], "someone", "chain.signature: the key did not sign this head"],
    [["signature", "keyId"], "another", "digest: it does not match"],
  ])("at %j set to %j is named", (path, to, problem) => {
    const named = problemsOf(change(note, path, to)).some((text) => text.startsWith(problem));
    expect([problemsOf(change(note, path, to)), named]).toEqual([expect.anything(), true]);
  });
});
