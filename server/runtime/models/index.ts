import type { Deadlines } from "./deadlines";
import type { ModelProvider, ModelRef } from "./port";
import { createWireProvider } from "./provider";
import { anthropicWire } from "./wires/anthropic";
import { compatibleWire } from "./wires/compatible";
import { googleWire } from "./wires/google";
import { openaiChatWire } from "./wires/openai-chat";
import { openaiResponsesWire } from "./wires/openai-responses";
import type { Access } from "./wires/wire";

export { DEADLINES, type Deadlines } from "./deadlines";
export { detectLocalModels } from "./detect-local";

export * from "./port";

/** How this agency reaches its models: what is absent is off duty. A base URL works with and without its version path. */
export type ModelAccess = {
  readonly anthropic?: Access;
  readonly openai?: Access;
  readonly google?: Access;
  readonly deepseek?: Access;
  readonly groq?: Access;
  readonly xai?: Access;
  readonly local?: { readonly baseUrl: string; readonly apiKey?: string };
};

export type ModelProviders = {
  /** Who can call this model, or null when its provider is off duty. */
  find(model: ModelRef): ModelProvider | null;
  /** Why a provider is off duty, for the roster; null when it is on duty. */
  whyOff(provider: string): string | null;
};

/** What has to be set for each provider to go on duty. */
const SWITCHED_ON_BY: Record<keyof ModelAccess, string> = {
  anthropic: "ANTHROPIC_API_KEY",
  openai: "OPENAI_API_KEY",
  google: "GOOGLE_GENERATIVE_AI_API_KEY",
  deepseek: "DEEPSEEK_API_KEY",
  groq: "GROQ_API_KEY",
  xai: "XAI_API_KEY",
  local: "LOCAL_MODEL_URL",
};

/**
 * The providers that this configuration puts on duty.
 * @param options.extra providers that are no wire, such as the trainee, by their id
 * @param options.deadlines for tests; milliseconds
 */
export function createModelProviders(
  access: ModelAccess,
  options: { readonly extra?: Record<string, ModelProvider>; readonly deadlines?: Deadlines } = {},
): ModelProviders {
  const providers = new Map([...wireProviders(access, options.deadlines), ...Object.entries(options.extra ?? {})]);
  return {
    find: ({ provider }) => providers.get(provider) ?? null,
    whyOff: (provider) => {
      if (providers.has(provider)) return null;
      return isWired(provider)
        ? `No ${SWITCHED_ON_BY[provider]} is set on this agency.`
        : `This agency has no model provider called “${provider}”.`;
    },
  };
}

const isWired = (provider: string): provider is keyof ModelAccess => Object.hasOwn(SWITCHED_ON_BY, provider);

function* wireProviders(access: ModelAccess, deadlines?: Deadlines): Generator<[string, ModelProvider]> {
  const { anthropic, openai, google, deepseek, groq, xai, local } = access;
  if (anthropic) {
    const wire = anthropicWire(anthropic);
    yield ["anthropic", createWireProvider(() => wire, deadlines)];
  }
  if (openai) {
    const responses = openaiResponsesWire(openai);
    const chat = openaiChatWire(openai);
    const wireFor = (api: ModelRef["api"]) => (api === "openai-chat" ? chat : responses);
    yield ["openai", createWireProvider(({ model }) => wireFor(model.api), deadlines)];
  }
  if (google) {
    const wire = googleWire(google);
    yield ["google", createWireProvider(() => wire, deadlines)];
  }
  if (deepseek) yield compatible("deepseek", "DeepSeek", "https://api.deepseek.com", deepseek, true, deadlines);
  if (groq) yield compatible("groq", "Groq", "https://api.groq.com/openai", groq, false, deadlines);
  if (xai) yield compatible("xai", "xAI", "https://api.x.ai", xai, false, deadlines);
  if (local) yield compatible("local", "The local model server", local.baseUrl, local, true, deadlines);
}

function compatible(
  id: keyof ModelAccess,
  name: string,
  home: string,
  { apiKey, baseUrl = home }: Partial<Access>,
  takesReasoning: boolean,
  deadlines?: Deadlines,
): [string, ModelProvider] {
  const keyName = id === "local" ? "the key of the local model server" : SWITCHED_ON_BY[id];
  const wire = compatibleWire({ party: { name, keyName, apiKey }, baseUrl, takesReasoning });
  return [id, createWireProvider(() => wire, deadlines)];
}
