import { chatSchema, meterChat } from "./chat-completions";
import { type MeteredUsage, readRecord } from "./metered-usage";
import { OPENAI_TIERS } from "./openai-tiers";

export const meterOpenAiChat = (raw: unknown): MeteredUsage => meterChat(readRecord(chatSchema, raw), OPENAI_TIERS);
