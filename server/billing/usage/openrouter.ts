import { chatSchema, meterChat } from "./chat-completions";
import { type MeteredUsage, readRecord } from "./metered-usage";
import { OPENAI_TIERS } from "./openai-tiers";

/** Counts as OpenAI does. Its `cost`, what the agency was really charged, stays in the raw record beside our own figure. */
export const meterOpenRouter = (raw: unknown): MeteredUsage => meterChat(readRecord(chatSchema, raw), OPENAI_TIERS);
