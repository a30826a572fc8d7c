import { guardedFetch } from "./guarded-fetch";
import { asArray, asObject } from "./json";
import type { Json, JsonObject } from "./port";
import { versionedUrl } from "./wires/wire";

/** A model that a local server offers. `contextWindow` in tokens; null where the server does not tell. */
type LocalModel = { readonly id: string; readonly contextWindow: number | null };

/** `reason` says in a sentence why there are none; null when the server answered with at least one. */
export type LocalModels = { readonly models: readonly LocalModel[]; readonly reason: string | null };

const TIMEOUT_MS = 2_000;
const MAX_BYTES = 1_000_000;

/** The names that vLLM, LM Studio, OpenRouter-like gateways and llama.cpp have for it. */
const CONTEXT_FIELDS = [
  "max_model_len",
  "loaded_context_length",
  "max_context_length",
  "context_length",
  "n_ctx_train",
];

/**
 * Asks an OpenAI-compatible server which models it has. Never throws: a server that is not there is a reason.
 * @param baseUrl with or without `/v1`
 */
export async function detectLocalModels(
  baseUrl: string,
  { apiKey, timeoutMs = TIMEOUT_MS }: { readonly apiKey?: string; readonly timeoutMs?: number } = {},
): Promise<LocalModels> {
  const none = (reason: string): LocalModels => ({ models: [], reason });
  try {
    const headers = new Headers(apiKey ? { authorization: `Bearer ${apiKey}` } : {});
    const url = `${versionedUrl(baseUrl, "v1")}/models`;
    const response = await guardedFetch(url, { headers }, AbortSignal.timeout(timeoutMs));
    if (!response.ok) return none(`The local model server answered ${response.status} when asked for its models.`);
    const text = await readCapped(response);
    if (text === null) return none("The local model server's list of models is too long to be one.");
    const models = asArray(asObject(JSON.parse(text))?.data)
      .map(toModel)
      .filter((model) => model !== null);
    return models.length > 0 ? { models, reason: null } : none("The local model server offers no model.");
  } catch (error) {
    return none(
      error instanceof SyntaxError
        ? "What answers at LOCAL_MODEL_URL is not an OpenAI-compatible server: its list of models is not JSON."
        : "The local model server at LOCAL_MODEL_URL does not answer.",
    );
  }
}

async function readCapped(response: Response): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_BYTES) return null;
  }
  return text;
}

function toModel(entry: Json): LocalModel | null {
  const model = asObject(entry);
  if (!model || typeof model.id !== "string" || !model.id) return null;
  return { id: model.id, contextWindow: contextOf(model) ?? contextOf(asObject(model.meta) ?? {}) };
}

function contextOf(fields: JsonObject): number | null {
  const values = CONTEXT_FIELDS.map((field) => fields[field]);
  return values.find((value): value is number => Number.isSafeInteger(value) && Number(value) > 0) ?? null;
}
