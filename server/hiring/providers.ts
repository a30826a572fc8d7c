import { env } from "#platform";
import { createModelProviders, createTrainee, type ModelAccess, type ModelProviders } from "#runtime";

/** What the environment gives access to. A provider without a key is absent. */
function accessFromEnv(): ModelAccess {
  const e = env();
  const hosted = (apiKey: string | undefined, baseUrl: string | undefined) =>
    apiKey ? { apiKey, ...(baseUrl ? { baseUrl } : {}) } : undefined;
  return {
    anthropic: hosted(e.ANTHROPIC_API_KEY, e.ANTHROPIC_BASE_URL),
    openai: hosted(e.OPENAI_API_KEY, e.OPENAI_BASE_URL),
    google: hosted(e.GOOGLE_GENERATIVE_AI_API_KEY, e.GOOGLE_BASE_URL),
    deepseek: hosted(e.DEEPSEEK_API_KEY, e.DEEPSEEK_BASE_URL),
    groq: hosted(e.GROQ_API_KEY, e.GROQ_BASE_URL),
    xai: hosted(e.XAI_API_KEY, e.XAI_BASE_URL),
    local: e.LOCAL_MODEL_URL ? { baseUrl: e.LOCAL_MODEL_URL } : undefined,
  };
}

let providers: ModelProviders | null = null;

/** Every way to reach a model that this installation has, the trainee included. */
export function modelProviders(): ModelProviders {
  providers ??= createModelProviders(accessFromEnv(), { extra: { trainee: createTrainee() } });
  return providers;
}
