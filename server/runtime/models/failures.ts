import { AISDKError, InvalidResponseDataError } from "@ai-sdk/provider";
import type { Deadlines } from "./deadlines";
import type { ExchangeFacts } from "./exchange";
import { ModelCallFailed, type ModelFailureKind, type ModelRef, type ReportedUsage } from "./port";

/** An error as a provider put it, over HTTP or inside its stream. */
export type Refusal = {
  /** Null where it gave none. */
  readonly status: number | null;
  readonly code: string;
  readonly message: string;
  /** What it asks to wait, milliseconds; absent where its words do not say. */
  readonly retryAfterMs?: number | undefined;
};

/** Whom we spoke to: what people call it, and which key opened it (for the advice, and to keep the key out of texts). */
export type Party = { readonly name: string; readonly keyName: string; readonly apiKey: string | undefined };

type Verdict = { readonly kind: ModelFailureKind; readonly retryable: boolean };

/** Characters of others' words in ours. */
const MAX_QUOTE = 300;

/** Not "billing" alone: Google says "check your plan and billing details" of every limit, also of one a minute. */
const OUT_OF_QUOTA = /insufficient_quota|insufficient.balance|credit balance|billing_(hard_limit|not_active)/i;

/** How providers say that a conversation is longer than the model takes. */
const OVERFLOW =
  /context.?(length|window|limit|size)|maximum (context|prompt)|prompt is too long|too many tokens|exceeds? the (maximum|limit).*token|input token count|request_too_large/i;

/** What some say with a 400 that others say with a 401: the key is wrong. It is no fault of the request's. */
const WRONG_KEY = /API_KEY_(INVALID|EXPIRED)|api key (not valid|expired)|incorrect api key/i;

/** And with a 400 or 403 in place of a 402: the account has not paid. */
const UNPAID = /credit balance is too low|insufficient.balance|billing_(hard_limit|not_active)|enable billing/i;

/** Read top down; the codes are the providers' own words for what happened inside a stream that began with 200. */
const BY_CODE: readonly (readonly [RegExp, ModelFailureKind])[] = [
  [/rate_limit|resource_exhausted|quota|too_many_requests/i, "rate_limited"],
  [/authentication|unauthenticated|permission|api_key|not_found/i, "unauthorized"],
  [/invalid|too_large|context_length|failed_precondition/i, "invalid_request"],
];

const RETRYABLE: Record<ModelFailureKind, boolean> = {
  unauthorized: false,
  invalid_request: false,
  overflow: false,
  aborted: false,
  rate_limited: true,
  unavailable: true,
  timeout: true,
  disconnected: true,
  malformed: true,
};

function judge({ status, code, message }: Refusal): Verdict {
  const told = status === null ? kindOfCode(code) : kindOfStatus(status);
  const kind = told === "invalid_request" ? kindOfWords(`${code} ${message}`) : told;
  // Waiting does not bring quota back: only a person can.
  const hopeless = kind === "rate_limited" && OUT_OF_QUOTA.test(`${code} ${message}`);
  return { kind, retryable: RETRYABLE[kind] && !hopeless };
}

function kindOfWords(words: string): ModelFailureKind {
  if (OVERFLOW.test(words)) return "overflow";
  return WRONG_KEY.test(words) || UNPAID.test(words) ? "unauthorized" : "invalid_request";
}

function kindOfStatus(status: number): ModelFailureKind {
  // Models are named by the agency, so one that is unknown there is no fault of the request's.
  if (status === 401 || status === 402 || status === 403 || status === 404) return "unauthorized";
  if (status === 408) return "timeout";
  if (status === 413) return "overflow";
  if (status === 429) return "rate_limited";
  return status >= 500 ? "unavailable" : "invalid_request";
}

function kindOfCode(code: string): ModelFailureKind {
  return BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? "unavailable";
}

/** A provider's refusal as a failure that a person can act on. */
export function refused(
  refusal: Refusal,
  party: Party,
  model: ModelRef,
  facts: { usage?: ReportedUsage; retryAfterMs?: number },
): ModelCallFailed {
  const { kind, retryable } = judge(refusal);
  const message = sentence(kind, retryable, refusal, party, model);
  return new ModelCallFailed(kind, message, { retryable, ...facts });
}

function sentence(kind: ModelFailureKind, retryable: boolean, refusal: Refusal, party: Party, model: ModelRef): string {
  const { name } = party;
  const code = refusal.status ?? refusal.code;
  const said = quote(refusal.message, party);
  switch (kind) {
    case "unauthorized":
      if (refusal.status === 402 || UNPAID.test(`${refusal.code} ${refusal.message}`)) {
        return `${name} wants to be paid first (${code}). Check that account's balance.`;
      }
      if (refusal.status === 404) {
        return `${name} does not know ${model.modelId} (404), or does not offer it to this key. Check the model's name there, and ${party.keyName}.`;
      }
      // Not quoted: providers repeat parts of the key here.
      return `${name} refused the API key (${code}). Check ${party.keyName}, and that it may use ${model.modelId}.`;
    case "invalid_request":
      return `${name} did not accept the request (${code})${said}`;
    case "overflow":
      return `The conversation no longer fits ${model.modelId}, which takes ${model.contextWindow} tokens (${code})${said}`;
    case "rate_limited":
      return retryable
        ? `${name} asks to slow down (${code})${said}`
        : `${name} says that this key has no quota left (${code}). Check that account's plan and balance.`;
    case "timeout":
      return `${name} gave up waiting (${code})${said}`;
    default:
      return `${name} is unavailable right now (${code})${said}`;
  }
}

/** A failure of the line itself: nothing was refused, yet no whole answer came. */
export function broken(
  kind: "timeout" | "aborted" | "disconnected" | "malformed" | "unavailable" | "invalid_request",
  message: string,
  usage: ReportedUsage | undefined,
  cause?: unknown,
): ModelCallFailed {
  return new ModelCallFailed(kind, message, { retryable: RETRYABLE[kind], usage }, { cause: rootOf(cause) });
}

/** The cause goes to the log. The SDK's own errors would take the client's conversation there with them. */
function rootOf(error: unknown): unknown {
  return AISDKError.isInstance(error) ? (error.cause ?? new Error(error.message.slice(0, MAX_QUOTE))) : error;
}

const WAITED: Record<keyof Deadlines, string> = {
  firstByte: "did not begin to answer within",
  silence: "stopped sending for",
  total: "did not finish within",
};

/** Why no whole answer came, judged by what was seen on the line rather than by what the SDK made of it. */
export function explainLine(
  facts: Readonly<ExchangeFacts>,
  aborted: boolean,
  deadlines: Deadlines,
  party: Party,
  usage: ReportedUsage | undefined,
  cause?: unknown,
): ModelCallFailed {
  const { name } = party;
  if (facts.expired) {
    const seconds = deadlines[facts.expired] / 1000;
    return broken("timeout", `${name} ${WAITED[facts.expired]} ${seconds} s.`, usage, cause);
  }
  if (aborted) return broken("aborted", `The call to ${name} was stopped.`, usage, cause);
  if (!facts.sent) {
    return broken("invalid_request", `The conversation cannot be put into ${name}'s format.`, usage, cause);
  }
  if (facts.status === null) {
    return broken("unavailable", `${name} could not be reached. Check its address and the network.`, usage, cause);
  }
  if (facts.cut) {
    return broken("disconnected", `The connection to ${name} broke before its answer was complete.`, usage, cause);
  }
  if (facts.malformed) return broken("malformed", `${name} sent an event that is not valid JSON.`, usage, cause);
  if (!facts.contentType.includes("event-stream")) {
    const what = facts.contentType || "no content type";
    return broken("malformed", `${name} answered with ${what}, not with a stream. Check its base URL.`, usage, cause);
  }
  return cause === undefined || saysEndedEarly(cause)
    ? broken("disconnected", `${name} ended the stream before its answer was complete.`, usage)
    : broken("malformed", `${name} sent an event that does not have its documented form.`, usage, cause);
}

/** The SDK's compatible wire reports a missing end as an error of its own, one without data. */
const saysEndedEarly = (cause: unknown): boolean =>
  InvalidResponseDataError.isInstance(cause) && cause.data === undefined;

/** The provider's own words, short and without anything that looks like a key; ends the sentence. */
function quote(text: string, { apiKey }: Party): string {
  const clean = (apiKey ? text.replaceAll(apiKey, "[key]") : text)
    .replace(/\b(?:sk|pk|gsk|xai|key)-[\w*-]{6,}|\bAIza[\w*-]{6,}|\bBearer\s+\S+/g, "[key]")
    .replace(/\s+/g, " ")
    .trim();
  return clean ? `: ${clean.slice(0, MAX_QUOTE)}` : ".";
}
