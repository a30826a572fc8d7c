import { digestOf } from "../seal/canonical";
import { isSignedText, type SigningKey, signText } from "../seal/ed25519";
import type { Signature } from "./bill";

/**
 * A document's digest: over all of it but the digest itself and the signature's own text, which signs the digest. The key
 * is part of it, so that a signature cannot be taken off.
 */
export function digestOfDocument({ signature, ...document }: { readonly signature?: Signature | undefined }): string {
  if (!signature) return digestOf(document);
  const { keyId, publicKey } = signature;
  return digestOf({ ...document, signature: { keyId, publicKey } });
}

const messageOf = (digest: string): string => `document:${digest}`;

/** Takes a document's digest, and signs `document:<digest>`. */
export function signDocument<T extends object>(
  document: T,
  { id: keyId, publicKey, privateKey }: SigningKey,
): T & { digest: string; signature: Signature } {
  const digest = digestOfDocument({ ...document, signature: { keyId, publicKey, signature: "" } });
  return { ...document, digest, signature: { keyId, publicKey, signature: signText(messageOf(digest), privateKey) } };
}

/** Whether a document's key signed its digest. */
export const isSignedDocument = (digest: string, { signature, publicKey }: Signature): boolean =>
  isSignedText(messageOf(digest), signature, publicKey);
