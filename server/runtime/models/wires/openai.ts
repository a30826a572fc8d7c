import type { Tier } from "#kernel";
import type { Party } from "../failures";
import type { JsonObject } from "../port";
import { type Access, versionedUrl } from "./wire";

/** What both of OpenAI's wires share. */

export const openaiUrl = ({ baseUrl = "https://api.openai.com" }: Access): string => versionedUrl(baseUrl, "v1");

export const openaiParty = (apiKey: string): Party => ({ name: "OpenAI", keyName: "OPENAI_API_KEY", apiKey });

/** Standard sends nothing: the project's own default stands. */
export const SERVICE_TIER: Record<Tier, { serviceTier?: "flex" | "priority" }> = {
  economy: { serviceTier: "flex" },
  standard: {},
  priority: { serviceTier: "priority" },
};

/** The usage with the tier that was really served, which stands beside it on the wire and sets its price. */
export function withServiceTier(usage: JsonObject | null, carrier: JsonObject | null): JsonObject | null {
  const tier = carrier?.service_tier;
  return usage && typeof tier === "string" ? { ...usage, service_tier: tier } : usage;
}
