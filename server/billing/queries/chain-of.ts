import type { BillChain } from "../invoices/bill";
import type { SignedRange } from "../seal/read-range";
import { listSigningKeys } from "../seal/signing-keys";

/**
 * A stretch of the chain with the entries that the document itself does not tell, and the public half of the key that
 * signed it.
 * @param told the numbers of those that it tells
 */
export async function chainOf(
  { entries, keyId, signature, ...range }: SignedRange,
  told: readonly (number | undefined)[],
): Promise<BillChain> {
  const published = (await listSigningKeys()).find((key) => key.keyId === keyId);
  if (!published) throw new Error(`the signing key ${keyId} is not there`);
  const ownEntries = new Set(told);
  const others = entries.filter(({ seq }) => !ownEntries.has(seq));
  return { ...range, others, signature: { keyId, publicKey: published.publicKey, signature } };
}
