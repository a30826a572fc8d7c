import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";

/** The last entry of a chain up to here: whoever agrees on it agrees on everything before. */
export type Head = { readonly orgId: string; readonly seq: number; readonly hash: string };

/** Ed25519: the public half as SPKI, the private one as PKCS #8, both DER in base64. */
export type KeyPair = { readonly publicKey: string; readonly privateKey: string };

const messageOf = ({ orgId, seq, hash }: Head): Buffer => Buffer.from(`${orgId}:${seq}:${hash}`);

/** A new pair of keys. */
export function generateKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    publicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    privateKey: privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
  };
}

/** Signs `orgId:seq:hash`. The same head and key give the same signature, in base64. */
export function signHead(head: Head, privateKey: string): string {
  const key = createPrivateKey({ key: Buffer.from(privateKey, "base64"), type: "pkcs8", format: "der" });
  return sign(null, messageOf(head), key).toString("base64");
}

/** Whether the holder of this public key signed this head. A key that is none signed nothing. */
export function isSigned(head: Head, signature: string, publicKey: string): boolean {
  const [bytes, keyBytes] = [fromBase64(signature), fromBase64(publicKey)];
  if (!bytes || !keyBytes) return false;
  try {
    const key = createPublicKey({ key: keyBytes, type: "spki", format: "der" });
    return isOnlySpelling(key, keyBytes) && verify(null, messageOf(head), key, bytes);
  } catch {
    return false;
  }
}

/** OpenSSL reads past what follows a DER key; a key with anything behind it would be a second spelling of the same one. */
const isOnlySpelling = (key: KeyObject, bytes: Buffer): boolean =>
  key.asymmetricKeyType === "ed25519" && key.export({ type: "spki", format: "der" }).equals(bytes);

/** Node reads base64 leniently; here each value has one spelling only. */
function fromBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}
