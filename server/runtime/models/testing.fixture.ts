import type { WireApi } from "#kernel";
import {
  type ModelServer,
  type Script,
  type ScriptedReply,
  sequenceScript,
  startModelServer,
} from "../../../e2e/fixtures/model-server/index";
import {
  createModelProviders,
  type Deadlines,
  type ModelCallFailed,
  type ModelReply,
  type ModelRequest,
  type ToolSpec,
} from "./index";

/** The wires under test: each a provider, the wire it speaks, and a model id that its SDK knows as one that reasons. */
export const WIRES = [
  { provider: "anthropic", api: "anthropic", modelId: "claude-sonnet-4-5" },
  { provider: "openai", api: "openai-responses", modelId: "gpt-5" },
  { provider: "openai", api: "openai-chat", modelId: "gpt-5" },
  { provider: "google", api: "google", modelId: "gemini-3-pro" },
  { provider: "local", api: "openai-compatible", modelId: "qwen3" },
] as const satisfies readonly { provider: string; api: WireApi; modelId: string }[];
export type WireUnderTest = (typeof WIRES)[number];

export const QUERY_TOOL: ToolSpec = {
  name: "query_sql",
  description: "Runs one query.",
  parameters: { type: "object", properties: { sql: { type: "string" } }, required: ["sql"] },
};

const KEY = "sk-test-0123456789abcdef";

export function requestFor({ provider, api, modelId }: WireUnderTest, more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: { provider, api, modelId, contextWindow: 200_000, maxOutput: 8_192 },
    instructions: "You are a data analyst.",
    turns: [{ role: "user", text: "Average fare by class?" }],
    tools: [QUERY_TOOL],
    maxOutput: 2_048,
    tier: "standard",
    signal: new AbortController().signal,
    ...more,
  };
}

export type Bench = { server: ModelServer; call(request: ModelRequest): Promise<ModelReply> };

/** A scripted server and every provider pointed at it, for the time of one test. */
export async function withModels(
  script: Script | ScriptedReply[],
  use: (bench: Bench) => Promise<void>,
  deadlines?: Deadlines,
): Promise<void> {
  const server = await startModelServer({ script: Array.isArray(script) ? sequenceScript(script) : script });
  const access = { apiKey: KEY, baseUrl: server.url };
  const providers = createModelProviders(
    { anthropic: access, openai: access, google: access, local: { baseUrl: `${server.url}/v1` } },
    { deadlines },
  );
  try {
    await use({
      server,
      call: async (request) => {
        const provider = providers.find(request.model);
        if (!provider) throw new Error(`No provider for ${request.model.provider}`);
        return provider.call(request);
      },
    });
  } finally {
    await server.close();
  }
}

/** The failure that a call ends with; fails the test when it succeeds. */
export async function failureOf(call: Promise<ModelReply>): Promise<ModelCallFailed> {
  try {
    await call;
  } catch (error) {
    return error as ModelCallFailed;
  }
  throw new Error("The call was expected to fail.");
}
