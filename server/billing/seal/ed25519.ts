import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { promisify } from "node:util";

/** Ed25519: the public half as SPKI, the private one as PKCS #8, both DER in base64. */
export type KeyPair = { readonly publicKey: string; readonly privateKey: string };

/** A pair of keys with the name that the agency publishes it by. */
export type SigningKey = KeyPair & { readonly id: string };

/** A new pair of keys. */
export function generateKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    publicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    privateKey: privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
  };
}

const openPrivateKey = (privateKey: string): KeyObject =>
  createPrivateKey({ key: Buffer.from(privateKey, "base64"), type: "pkcs8", format: "der" });

/** Signs a text's UTF-8 bytes. The same text and key give the same signature, in base64. */
export const signText = (text: string, privateKey: string): string =>
  sign(null, Buffer.from(text), openPrivateKey(privateKey)).toString("base64");

const signAside = promisify(sign);

/**
 * Opens a private key once for many texts, which takes longer than signing with it.
 * @returns signs as `signText` does, off the main thread: a thousand signatures would hold it up
 */
export function openSigner(privateKey: string): (text: string) => Promise<string> {
  const key = openPrivateKey(privateKey);
  return async (text) => (await signAside(null, Buffer.from(text), key)).toString("base64");
}

/** Whether the holder of this public key signed this text. A key that is none signed nothing. */
export function isSignedText(text: string, signature: string, publicKey: string): boolean {
  const [bytes, keyBytes] = [fromBase64(signature), fromBase64(publicKey)];
  if (!bytes || !keyBytes) return false;
  try {
    const key = createPublicKey({ key: keyBytes, type: "spki", format: "der" });
    return isOnlySpelling(key, keyBytes) && verify(null, Buffer.from(text), key, bytes);
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
