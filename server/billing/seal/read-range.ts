import { and, asc, between, eq } from "drizzle-orm";
import { sealHeads, seals } from "#drizzle/schema/index";
import type { Tx } from "#platform";
import { GENESIS } from "./chain";

/** A stretch of a chain, whose end the agency has signed. */
export type SignedRange = {
  readonly orgId: string;
  readonly first: number;
  readonly last: number;
  /** The hash before the first entry, and the last entry's. */
  readonly before: string;
  readonly head: string;
  readonly entries: readonly { readonly seq: number; readonly kind: string; readonly digest: string }[];
  readonly keyId: string;
  readonly signature: string;
};

/** Reads a stretch of a chain; NULL when its end is not signed (yet). */
export async function readRange(tx: Tx, orgId: string, first: number, last: number): Promise<SignedRange | null> {
  const [signed] = await tx
    .select()
    .from(sealHeads)
    .where(and(eq(sealHeads.orgId, orgId), eq(sealHeads.seq, last)));
  if (!signed) return null;
  const rows = await tx
    .select({ seq: seals.seq, kind: seals.kind, digest: seals.digest, hash: seals.hash })
    .from(seals)
    .where(and(eq(seals.orgId, orgId), between(seals.seq, first - 1, last)))
    .orderBy(asc(seals.seq));
  const { keyId, signature, hash: head } = signed;
  const before = rows.find(({ seq }) => seq < first)?.hash ?? GENESIS;
  const entries = rows.filter(({ seq }) => seq >= first).map(({ seq, kind, digest }) => ({ seq, kind, digest }));
  return { orgId, first, last, before, head, entries, keyId, signature };
}
