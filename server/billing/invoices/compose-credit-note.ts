import type { SigningKey } from "../seal/ed25519";
import { digestLines } from "./compose-bill";
import type { CreditNote, CreditNoteLine } from "./credit-note";
import { signDocument } from "./signed-document";

/** A credit note whose digests are not taken yet. Lines are numbered in their order. */
type OpenCreditNote = Omit<CreditNote, "lines" | "digest" | "signature"> & {
  readonly lines: readonly Omit<CreditNoteLine, "no" | "digest">[];
};

/** Numbers the lines and takes the digests, of each line, then of all; the agency's key signs the latter. */
export const composeCreditNote = ({ lines, ...note }: OpenCreditNote, key: SigningKey): CreditNote =>
  signDocument({ ...note, lines: digestLines(lines) }, key);
