import type { Tier } from "#kernel";
import { chatSchema, meterChat } from "./chat-completions";
import { type MeteredUsage, readRecord } from "./metered-usage";

const TIERS: { readonly [name: string]: Tier } = {
  on_demand: "standard",
  default: "standard",
  flex: "economy",
  batch: "economy",
  performance: "priority",
};

/** Counts as OpenAI does, with its own names for the tiers. */
export const meterGroq = (raw: unknown): MeteredUsage => meterChat(readRecord(chatSchema, raw), TIERS);
