import { isSignedText, openSigner, signText } from "./ed25519";

/** The last entry of a chain up to here: whoever agrees on it agrees on everything before. */
export type Head = { readonly orgId: string; readonly seq: number; readonly hash: string };

const messageOf = ({ orgId, seq, hash }: Head): string => `${orgId}:${seq}:${hash}`;

/** Signs `orgId:seq:hash`, in base64. */
export const signHead = (head: Head, privateKey: string): string => signText(messageOf(head), privateKey);

/** Signs many heads with one key. */
export function signHeads(heads: readonly Head[], privateKey: string): Promise<(Head & { signature: string })[]> {
  const sign = openSigner(privateKey);
  return Promise.all(heads.map(async (head) => ({ ...head, signature: await sign(messageOf(head)) })));
}

/** Whether the holder of this public key signed this head. */
export const isSigned = (head: Head, signature: string, publicKey: string): boolean =>
  isSignedText(messageOf(head), signature, publicKey);
