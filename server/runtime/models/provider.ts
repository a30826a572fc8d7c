import { APICallError } from "@ai-sdk/provider";
import { DEADLINES, type Deadlines } from "./deadlines";
import { type Exchange, openExchange } from "./exchange";
import { broken, explainLine, type Refusal, refused } from "./failures";
import { storableObject } from "./json";
import { ModelCallFailed, type ModelProvider, type ModelReply, type ModelRequest, type ReportedUsage } from "./port";
import { collectReply, toFinish } from "./reply";
import { retryDelayMs } from "./retry-after";
import type { Watcher, Wire } from "./wires/wire";

/** A provider that is spoken to on the wire its model asks for: one streamed HTTP request per call, no retries. */
export function createWireProvider(
  wireFor: (request: ModelRequest) => Wire,
  deadlines: Deadlines = DEADLINES,
): ModelProvider {
  return { call: (request) => callOnce(wireFor(request), request, deadlines) };
}

async function callOnce(wire: Wire, request: ModelRequest, deadlines: Deadlines): Promise<ModelReply> {
  const watcher = wire.watch();
  const exchange = openExchange({
    deadlines,
    signal: request.signal,
    onEvent: watcher.see,
    onSign: request.onSign,
    amend: wire.amend?.(request),
  });
  try {
    return await converse(wire, request, exchange, watcher, deadlines);
  } catch (error) {
    throw error instanceof ModelCallFailed ? error : explain(wire, request, exchange, watcher, deadlines, error);
  } finally {
    exchange.close();
  }
}

async function converse(
  wire: Wire,
  request: ModelRequest,
  exchange: Exchange,
  watcher: Watcher,
  deadlines: Deadlines,
): Promise<ModelReply> {
  const { stream } = await wire.model(request.model, exchange.fetch).doStream({
    ...wire.compose(request),
    maxOutputTokens: request.maxOutput,
    abortSignal: exchange.signal,
  });
  const { parts, finish, fault, ...said } = await collectReply(stream, request.onText);
  const { facts } = exchange;

  // Google's long answers come in several requests, which the SDK would send unasked. We end such an answer as one
  // that reached its length; the loop may go on with a step that is metered.
  if (fault && !facts.refusedSecondCall) throw fault.error;
  if (facts.cut || facts.malformed || watcher.seen.refusal || !watcher.seen.finished) {
    throw explain(wire, request, exchange, watcher, deadlines, undefined);
  }
  const usage = usageOf(watcher, request);
  if (!usage) {
    throw broken("malformed", `${wire.party.name} did not report the tokens it used, so nothing can be billed.`, usage);
  }
  return { parts, finish: facts.refusedSecondCall ? "length" : toFinish(finish, parts), usage, ...said };
}

function usageOf(watcher: Watcher, request: ModelRequest): ReportedUsage | undefined {
  const raw = watcher.seen.usage;
  return raw ? { api: request.model.api, raw: storableObject(raw) } : undefined;
}

function explain(
  wire: Wire,
  request: ModelRequest,
  { facts }: Exchange,
  watcher: Watcher,
  deadlines: Deadlines,
  error: unknown,
): ModelCallFailed {
  const usage = usageOf(watcher, request);
  const stopped = facts.expired !== null || request.signal.aborted;
  const refusal = watcher.seen.refusal ?? httpRefusal(facts.status, error);
  if (refusal && !stopped) {
    const retryAfterMs = facts.retryAfterMs ?? refusal.retryAfterMs;
    return refused(refusal, wire.party, request.model, { usage, retryAfterMs });
  }
  return explainLine(facts, request.signal.aborted, deadlines, wire.party, usage, error);
}

/** Its `code` is the whole body: each provider names the reason in another field of it. */
function httpRefusal(status: number | null, error: unknown): Refusal | null {
  if (status === null || status < 400) return null;
  const said = APICallError.isInstance(error) ? error : null;
  const body = said?.responseBody ?? "";
  return { status, code: body.slice(0, 2_000), message: said?.message ?? "", retryAfterMs: retryDelayMs(body) };
}
