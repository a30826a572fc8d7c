import { chatSchema, meterChat } from "./chat-completions";
import { type MeteredUsage, readRecord } from "./metered-usage";
import { OPENAI_TIERS } from "./openai-tiers";

/** Components of `usage` on OpenAI's chat completions, with `service_tier` beside it. @throws UnusableUsage */
export const meterOpenAiChat = (raw: unknown): MeteredUsage => meterChat(readRecord(chatSchema, raw), OPENAI_TIERS);
