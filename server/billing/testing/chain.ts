import { GENESIS, linkHash } from "../seal/chain";
import type { SigningKey } from "../seal/ed25519";
import { signHead } from "../seal/signed-head";

/** An organization's chain in a test, with `seal` as the sealer and `sign` as the agency. */
export function startChain(orgId: string) {
  const hashes = [GENESIS];
  const head = () => hashes.at(-1) ?? GENESIS;
  const seal = (digest: string) => {
    const hash = linkHash(head(), digest);
    hashes.push(hash);
    return { seq: hashes.length - 1, digest, hash };
  };
  /** The stretch from an entry up to now. */
  const sign = (first: number, { id: keyId, publicKey, privateKey }: SigningKey) => {
    const last = hashes.length - 1;
    const signature = signHead({ orgId, seq: last, hash: head() }, privateKey);
    const before = hashes[first - 1] ?? GENESIS;
    return { orgId, first, last, before, head: head(), signature: { keyId, publicKey, signature } };
  };
  return { seal, sign };
}
