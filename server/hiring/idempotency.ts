import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { idempotencyKeys } from "#drizzle/schema/index";
import { InvalidInput } from "#kernel";
import type { Tx } from "#platform";
import { KeyReused } from "./errors";

const MAX_KEY_CHARACTERS = 255;

/** SHA-256 of an operation and its parsed body, so that two spellings of the same request are the same. */
export const hashBody = (operation: string, body: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify([operation, body]))
    .digest("hex");

/**
 * Claims an idempotency key for `resultId` in the transaction that makes it. A concurrent duplicate waits here until the
 * first commits.
 * @returns the id that the first request with this key made; NULL when this is the first
 * @throws KeyReused when the key came with another body
 */
export async function claimKey(
  tx: Tx,
  orgId: string,
  claim: { readonly key: string; readonly bodyHash: string; readonly resultId: string },
): Promise<string | null> {
  if (claim.key.length === 0 || claim.key.length > MAX_KEY_CHARACTERS) {
    throw new InvalidInput("Idempotency-Key", `An Idempotency-Key has 1 to ${MAX_KEY_CHARACTERS} characters.`);
  }
  const inserted = await tx
    .insert(idempotencyKeys)
    .values({ orgId, ...claim })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key });
  if (inserted.length > 0) return null;
  const [first] = await tx
    .select()
    .from(idempotencyKeys)
    .where(and(eq(idempotencyKeys.orgId, orgId), eq(idempotencyKeys.key, claim.key)));
  if (!first || first.bodyHash !== claim.bodyHash) throw new KeyReused(claim.key);
  return first.resultId;
}
