import { randomBytes, randomInt } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";

/** argon2id with the library's defaults (19 MiB, 2 passes), which are OWASP's. */
export const hashPassword = (password: string): Promise<string> => hash(password);

let decoy: Promise<string> | undefined;

/**
 * Whether the password fits. With no hash to compare it does the same work against one that fits nothing,
 * so that the time does not tell whether an address is registered.
 */
export async function passwordFits(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword(randomBytes(32).toString("base64"));
  const fits = await verify(stored ?? (await decoy), password);
  return stored !== null && fits;
}

const CONSONANTS = "bdfghjklmnprstvz";
const VOWELS = "aeiou";
const letter = (letters: string): string => letters.charAt(randomInt(letters.length));

/** A random password that a person can read from a terminal and type: 12 syllables, 75 bits. */
export function newReadablePassword(): string {
  const group = () => Array.from({ length: 3 }, () => letter(CONSONANTS) + letter(VOWELS)).join("");
  return Array.from({ length: 4 }, group).join("-");
}
