import { digestOf } from "../seal/canonical";
import type { Bill, BillLine } from "./bill";

/** A bill whose digests are not taken yet. Lines are numbered in their order. */
export type OpenBill = Omit<Bill, "lines" | "digest"> & { readonly lines: readonly OpenLine[] };
export type OpenLine = Omit<BillLine, "no" | "digest">;

/** Numbers the lines and takes the digests: of each line, then of all. */
export function composeBill({ lines, ...bill }: OpenBill): Bill {
  const numbered = lines.map((line, index) => {
    const open = { no: index + 1, ...line };
    return { ...open, digest: digestOf(open) };
  });
  const open = { ...bill, lines: numbered };
  return { ...open, digest: digestOf(open) };
}
