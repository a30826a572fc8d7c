import { caps } from "#drizzle/schema/index";
import { newId, type Pico } from "#kernel";
import type { Tx } from "#platform";
import { type CapSubject, LOCK_RANK } from "../caps";

/** Puts a hard cap on a subject, with nothing spent yet. A subject has one cap a period, by its key. */
export async function openCap(
  tx: Tx,
  { orgId, kind, subjectId, period, limit }: CapSubject & { readonly orgId: string; readonly limit: Pico },
): Promise<string> {
  const id = newId();
  await tx.insert(caps).values({ id, orgId, kind, lockRank: LOCK_RANK[kind], subjectId, period, limit });
  return id;
}
