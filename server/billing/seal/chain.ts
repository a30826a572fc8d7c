import { sha256 } from "./canonical";

/** What stands before the first entry of a chain. */
export const GENESIS = "0".repeat(64);

/** An entry's hash: SHA-256 over the previous entry's hash and its own digest, both as hex text. */
export const linkHash = (previous: string, digest: string): string => sha256(`${previous}${digest}`);
