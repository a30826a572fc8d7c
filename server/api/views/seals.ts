import { z } from "zod";

/** A key that the agency has signed with. */
export const signingKey = z.object({
  keyId: z.string(),
  algorithm: z.literal("Ed25519"),
  publicKey: z.string().describe("SPKI, DER in base64: what `verify-bill --key` takes"),
  since: z.iso.datetime(),
});

/** A head of an organization's hash chain, as the agency signed it. */
export const sealHead = z.object({
  orgId: z.string(),
  seq: z.number().int().describe("The last entry that it covers"),
  hash: z.string().describe("SHA-256, hex"),
  keyId: z.string(),
  signature: z.string().describe("Over `orgId:seq:hash`, base64"),
  at: z.iso.datetime(),
});
