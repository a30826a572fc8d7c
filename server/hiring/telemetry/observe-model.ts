import { type Attributes, metrics, type Span, SpanKind } from "@opentelemetry/api";
import { componentsOf } from "#billing";
import type { Quantities } from "#kernel";
import { ModelCallFailed, type ModelProvider, type ModelReply, type ReportedUsage } from "#runtime";
import { beginSpan, markFailed, typeOf } from "./spans";

// The boundaries that the GenAI conventions ask for.
const TOKENS = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];
const SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

/** Providers whose name in the conventions is not ours. */
const PROVIDERS: Readonly<Record<string, string>> = { google: "gcp.gemini", xai: "x_ai" };

/** A provider's name as the conventions have it. */
export const providerName = (provider: string): string => PROVIDERS[provider] ?? provider;

const FINISHES: Readonly<Record<ModelReply["finish"], string>> = {
  stop: "stop",
  toolCalls: "tool_call",
  length: "length",
  refusal: "content_filter",
  other: "error",
};

/** The parent of what happens now. */
type Parent = () => Span;

/**
 * The provider, with a span and readings for each of its calls. What is asked and answered is in none of them.
 * @param runId whose calls they are
 */
export function observeProvider(provider: ModelProvider, runId: string, parent: Parent): ModelProvider {
  const meter = metrics.getMeter("hireling");
  const tokens = meter.createHistogram("gen_ai.client.token.usage", {
    description: "Number of input and output tokens used.",
    unit: "{token}",
    advice: { explicitBucketBoundaries: TOKENS },
  });
  const duration = meter.createHistogram("gen_ai.client.operation.duration", {
    description: "GenAI operation duration.",
    unit: "s",
    advice: { explicitBucketBoundaries: SECONDS },
  });
  return {
    async call(request) {
      const { model, maxOutput } = request;
      const named: Attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": providerName(model.provider),
        "gen_ai.request.model": model.modelId,
      };
      const started = performance.now();
      const asked = {
        ...named,
        "gen_ai.conversation.id": runId,
        "gen_ai.request.max_tokens": maxOutput,
        "gen_ai.request.stream": true,
      };
      const span = beginSpan(`chat ${model.modelId}`, SpanKind.CLIENT, asked, parent());
      const began = (): void => {
        span.setAttribute("gen_ai.response.time_to_first_chunk", (performance.now() - started) / 1_000);
      };
      const end = (known: Attributes, usage: ReportedUsage | undefined): void => {
        const counts = usage && countsOf(usage);
        span.setAttributes({ ...known, ...(counts && attributesOf(counts)) });
        const about = { ...named, ...known };
        duration.record((performance.now() - started) / 1_000, about);
        if (counts) {
          tokens.record(counts.input, { ...about, "gen_ai.token.type": "input" });
          tokens.record(counts.output, { ...about, "gen_ai.token.type": "output" });
        }
        span.end();
      };
      try {
        const reply = await provider.call({ ...request, onSign: firstOf(request.onSign, began) });
        span.setAttribute("gen_ai.response.finish_reasons", [FINISHES[reply.finish]]);
        end(reply.servedBy === undefined ? {} : { "gen_ai.response.model": reply.servedBy }, reply.usage);
        return reply;
      } catch (error) {
        const type = error instanceof ModelCallFailed ? error.kind : typeOf(error);
        markFailed(span, type);
        end({ "error.type": type }, error instanceof ModelCallFailed ? error.facts.usage : undefined);
        throw error;
      }
    },
  };
}

/** Hears every sign, and tells of the first. */
function firstOf(hear: (() => void) | undefined, tell: () => void): () => void {
  let isFirst = true;
  return () => {
    if (isFirst) tell();
    isFirst = false;
    hear?.();
  };
}

/** Tokens. The input with what came from a cache and what went into one, as the conventions count it. */
type Counts = { readonly input: number; readonly output: number; readonly quantities: Quantities };

/** NULL when the record cannot be read; billing says so where it matters. */
function countsOf({ api, raw }: ReportedUsage): Counts | null {
  try {
    const { quantities, totalInput } = componentsOf(api, raw);
    const { output = 0n, reasoning = 0n } = quantities;
    return { input: Number(totalInput), output: Number(output + reasoning), quantities };
  } catch {
    return null;
  }
}

function attributesOf({ input, output, quantities }: Counts): Attributes {
  const { cacheRead = 0n, cacheWrite5m = 0n, cacheWrite1h = 0n, reasoning } = quantities;
  return {
    "gen_ai.usage.input_tokens": input,
    "gen_ai.usage.output_tokens": output,
    "gen_ai.usage.cache_read.input_tokens": Number(cacheRead),
    "gen_ai.usage.cache_creation.input_tokens": Number(cacheWrite5m + cacheWrite1h),
    // Of most providers it is part of the output, and is not told apart.
    ...(reasoning === undefined ? {} : { "gen_ai.usage.reasoning.output_tokens": Number(reasoning) }),
  };
}
