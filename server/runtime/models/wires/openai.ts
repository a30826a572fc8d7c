import type { Party } from "../failures";
import type { Json, JsonObject, ModelRequest } from "../port";
import { type Access, SERVICE_TIER, versionedUrl } from "./wire";

// What both of OpenAI's wires share.

/** Where OpenAI's API is reached: its own address, or the one that the operator has set. */
export const openaiUrl = ({ baseUrl = "https://api.openai.com" }: Access): string => versionedUrl(baseUrl, "v1");

/** Who is named when a call fails, and which setting its key comes from. */
export const openaiParty = (apiKey: string): Party => ({ name: "OpenAI", keyName: "OPENAI_API_KEY", apiKey });

/** Nothing of a conversation is kept there, and calls that begin alike are sent where that beginning is cached. */
export const openaiOptions = ({ tier, cacheKey }: Pick<ModelRequest, "tier" | "cacheKey">) => ({
  store: false,
  ...SERVICE_TIER[tier],
  ...(cacheKey === undefined ? {} : { promptCacheKey: cacheKey }),
});

/** The usage with the tier that was really served, which stands beside it on the wire and sets its price. */
export function withServiceTier(usage: JsonObject | null, tier: Json | undefined): JsonObject | null {
  return usage && typeof tier === "string" ? { ...usage, service_tier: tier } : usage;
}
