import { digestOf } from "../seal/canonical";
import type { SigningKey } from "../seal/ed25519";
import type { Bill, BillAdjustment, BillLine } from "./bill";
import { signDocument } from "./signed-document";

/** A bill whose digests are not taken yet. Lines are numbered in their order. */
export type OpenBill = Omit<Bill, "lines" | "adjustments" | "digest" | "signature"> & {
  readonly lines: readonly OpenLine[];
  readonly adjustments?: readonly OpenAdjustment[];
};
export type OpenLine = Omit<BillLine, "no" | "digest">;
export type OpenAdjustment = Omit<BillAdjustment, "no" | "digest">;

/** Numbers lines and takes the digest of each. */
export const digestLines = <T extends object>(lines: readonly T[]): (T & { no: number; digest: string })[] =>
  lines.map((line, index) => {
    const open = { no: index + 1, ...line };
    return { ...open, digest: digestOf(open) };
  });

/** Numbers the lines and takes the digests, of each line, then of all; the agency's key signs the latter. */
export function composeBill({ lines, adjustments = [], ...bill }: OpenBill, key: SigningKey): Bill {
  const adjusted = adjustments.length > 0 ? { adjustments: digestLines(adjustments) } : {};
  return signDocument({ ...bill, lines: digestLines(lines), ...adjusted }, key);
}
