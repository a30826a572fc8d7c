import { generateKeyPair, type SigningKey } from "../seal/ed25519";

/** An agency's signing key, a new one each time. */
export const testKey = (): SigningKey => ({ id: "0190a000-0000-7000-8000-000000000008", ...generateKeyPair() });
