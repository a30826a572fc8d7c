import { and, eq } from "drizzle-orm";
import { seals } from "#drizzle/schema/index";
import type { Tx } from "#platform";
import { publishHead } from "./publish-heads";
import { sealAll } from "./seal-entries";
import { signingKey } from "./signing-keys";

/**
 * Seals what came before a document, and makes the agency's first key if there is none: both may wait for others, which
 * whoever holds the counter of numbers must not. The caller holds the organization's row.
 */
export async function prepareSeal(tx: Tx, orgId: string): Promise<void> {
  await sealAll(tx, orgId);
  await signingKey(tx);
}

/** Seals a credit note with the transaction that writes it, and signs the chain up to it: it can be checked at once. */
export async function sealCreditNote(tx: Tx, orgId: string, id: string): Promise<void> {
  await sealAll(tx, orgId);
  const [own] = await tx
    .select({ seq: seals.seq })
    .from(seals)
    .where(and(eq(seals.kind, "adjustment"), eq(seals.refId, id)));
  if (!own) throw new Error(`credit note ${id} was not sealed`);
  await publishHead(tx, orgId, own.seq);
}
