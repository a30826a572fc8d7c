import { createHash, randomInt } from "node:crypto";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PREFIX = "hk_";
/** 62^43 > 2^256: as strong as 32 random bytes. */
const LENGTH = 43;
const VISIBLE = 8;

/** A new key. It is shown once; only `hashApiKey` of it is kept. */
export const newApiKeySecret = (): string =>
  PREFIX + Array.from({ length: LENGTH }, () => BASE62.charAt(randomInt(BASE62.length))).join("");

/** SHA-256, hex. A key is random, so a slow hash would protect nothing. */
export const hashApiKey = (key: string): string => createHash("sha256").update(key).digest("hex");

/** The start of a key, by which people recognize it in a list. */
export const visiblePartOf = (key: string): string => key.slice(0, VISIBLE);

/** The key in an `Authorization` header's value, or in its bare form; NULL when it cannot be one of ours. */
export function readBearer(text: string): string | null {
  const key = text.replace(/^bearer\s+/i, "").trim();
  return key.startsWith(PREFIX) && key.length === PREFIX.length + LENGTH ? key : null;
}
