import type { z } from "zod";
import { billSchema, type Signature } from "./bill";
import type { BillProblem } from "./bill-problem";
import { creditNoteSchema } from "./credit-note";
import { checkCreditNote } from "./verify-credit-note";
import { checkInvoice } from "./verify-invoice";
import type { Keys } from "./verify-signed";

type Signer = Omit<Signature, "signature">;

export type BillVerdict =
  | {
      readonly ok: true;
      readonly kind: "invoice" | "credit_note";
      readonly number: string;
      readonly lines: number;
      readonly total: string;
      /** Who signed the document itself; NULL when it was exported before documents were signed. */
      readonly signedBy: Signer | null;
      /** Who signed the head of the chain; NULL when it bills no call, or when its entry waits for the next signed head. */
      readonly sealedBy: Signer | null;
    }
  | { readonly ok: false; readonly problems: readonly BillProblem[] };

/**
 * Recomputes an invoice or a credit note from its JSON alone: amounts, sums, rounding, digests, its stretch of the chain
 * and the signatures. Never throws on bad input.
 * @param publicKeys the agency's, got elsewhere: without them, a signature proves that one key signed, but not whose it is
 */
export function verifyBill(json: unknown, { publicKeys = null }: { readonly publicKeys?: Keys } = {}): BillVerdict {
  return isCreditNote(json)
    ? verdictOn(json, creditNoteSchema, (note) => checkCreditNote(note, publicKeys))
    : verdictOn(json, billSchema, (bill) => checkInvoice(bill, publicKeys));
}

const isCreditNote = (json: unknown): boolean =>
  typeof json === "object" && json !== null && "kind" in json && json.kind === "credit_note";

type Document = Pick<z.infer<typeof billSchema>, "number" | "total" | "chain" | "signature"> & {
  readonly kind: "invoice" | "credit_note";
  readonly lines: readonly unknown[];
};

function verdictOn<T extends Document>(
  json: unknown,
  schema: z.ZodType<T>,
  check: (document: T) => Iterable<BillProblem>,
): BillVerdict {
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({ where: whereIs(path), problem: message }));
    return { ok: false, problems };
  }
  const problems = [...check(parsed.data)];
  if (problems.length > 0) return { ok: false, problems };
  const { kind, number, lines, total, chain, signature } = parsed.data;
  const signedBy = signature ? signerOf(signature) : null;
  return { ok: true, kind, number, lines: lines.length, total, signedBy, sealedBy: chain && signerOf(chain.signature) };
}

const signerOf = ({ keyId, publicKey }: Signature): Signer => ({ keyId, publicKey });

const whereIs = ([first, index, ...rest]: readonly PropertyKey[]): string =>
  first === "lines" && typeof index === "number"
    ? `line ${index + 1}${rest.map((part) => `.${String(part)}`).join("")}`
    : [first, index, ...rest].flatMap((part) => (part === undefined ? [] : String(part))).join(".") || "file";
