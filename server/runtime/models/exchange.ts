import { createParser } from "eventsource-parser";
import type { Deadlines } from "./deadlines";
import { guardedFetch } from "./guarded-fetch";
import { asObject } from "./json";
import type { JsonObject } from "./port";
import { retryAfterMs } from "./retry-after";

/** No answer of a model is this long; a broken or hostile server must not fill our memory. */
const MAX_REPLY_BYTES = 64 * 1024 * 1024;

/** What happened on the line, as far as we got. */
export type ExchangeFacts = {
  /** Whether the request left at all. */
  sent: boolean;
  /** The HTTP status; null while no answer has begun. */
  status: number | null;
  contentType: string;
  retryAfterMs: number | undefined;
  /** The deadline that ran out, which is then why everything else failed. */
  expired: keyof Deadlines | null;
  /** The connection broke while the body was coming. */
  cut: boolean;
  /** An event's data was not a JSON object. */
  malformed: boolean;
  /** The SDK wanted a second HTTP call, and did not get it. */
  refusedSecondCall: boolean;
};

/** One HTTP exchange with a provider, watched from below the SDK. */
export type Exchange = {
  /** For the SDK: sends exactly one request; every later one is refused, since nobody would meter it. */
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  readonly facts: Readonly<ExchangeFacts>;
  /** Stops the clocks, and the connection if it is still open. */
  close(): void;
};

type Options = {
  readonly deadlines: Deadlines;
  /** The caller's wish to stop. */
  readonly signal: AbortSignal;
  /** Sees each event's JSON in order, before the SDK does. */
  readonly onEvent: (event: JsonObject) => void;
  /** Hears each piece of the answer, a keep-alive too. */
  readonly onSign?: (() => void) | undefined;
  /** Adds to the request body what the SDK has no option for. */
  readonly amend?: (body: JsonObject) => JsonObject;
};

/**
 * Opens an exchange: its `fetch` enforces one call and the deadlines, and reads the events as their bytes arrive.
 * We read them ourselves because the SDK drops parts of the usage, and because the streams it pipes through throw
 * away what is queued when a connection breaks, which may be the very usage that we have to account for.
 */
export function openExchange({ deadlines, signal, onEvent, onSign, amend }: Options): Exchange {
  const controller = new AbortController();
  const facts: ExchangeFacts = {
    sent: false,
    status: null,
    contentType: "",
    retryAfterMs: undefined,
    expired: null,
    cut: false,
    malformed: false,
    refusedSecondCall: false,
  };

  const expire = (deadline: keyof Deadlines) => {
    facts.expired ??= deadline;
    controller.abort();
  };
  const total = setTimeout(expire, deadlines.total, "total");
  const firstByte = setTimeout(expire, deadlines.firstByte, "firstByte");
  let silence: NodeJS.Timeout | undefined;
  const heard = () => {
    clearTimeout(firstByte);
    onSign?.();
    if (silence) silence.refresh();
    else silence = setTimeout(expire, deadlines.silence, "silence");
  };

  const stop = () => controller.abort();
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });

  const readEvents = eventReader(onEvent, facts);

  return {
    signal: controller.signal,
    facts,
    fetch: async (input, init = {}) => {
      if (facts.sent) {
        facts.refusedSecondCall = true;
        throw new Error("A model call is one HTTP request. The SDK asked for a second one.");
      }
      facts.sent = true;
      const body = amend && typeof init.body === "string" ? amendBody(init.body, amend) : init.body;
      return guardedFetch(input, { ...init, body }, controller.signal, (response) => {
        facts.status = response.status;
        facts.contentType = response.headers.get("content-type") ?? "";
        facts.retryAfterMs = retryAfterMs(response.status, response.headers, Date.now());
        let bytes = 0;
        return {
          onChunk(chunk) {
            bytes += chunk.byteLength;
            if (bytes > MAX_REPLY_BYTES) throw new Error(`The answer is longer than ${MAX_REPLY_BYTES} bytes.`);
            heard();
            if (response.ok) readEvents(chunk);
          },
          onBreak() {
            facts.cut = true;
          },
        };
      });
    },
    close: () => {
      clearTimeout(total);
      clearTimeout(firstByte);
      clearTimeout(silence);
      signal.removeEventListener("abort", stop);
      controller.abort();
    },
  };
}

function amendBody(text: string, amend: (body: JsonObject) => JsonObject): string {
  const body = asObject(JSON.parse(text));
  return body ? JSON.stringify(amend(body)) : text;
}

function eventReader(onEvent: (event: JsonObject) => void, facts: ExchangeFacts): (chunk: Uint8Array) => void {
  const decoder = new TextDecoder();
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data === "[DONE]") return;
      const event = parseObject(data);
      if (event) onEvent(event);
      else facts.malformed = true;
    },
  });
  return (chunk) => parser.feed(decoder.decode(chunk, { stream: true }));
}

function parseObject(text: string): JsonObject | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}
