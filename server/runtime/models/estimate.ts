import type { ModelRequest } from "./port";

/**
 * What a provider may add unseen: chat templates and, with tools, a system prompt of a few hundred tokens.
 * Generous, because a hold that is too low ends at the agency's expense.
 */
const PROVIDER_OVERHEAD = 1_024n;

/**
 * An upper bound of the input tokens of a request, cheap and safe: a byte-level token is at least one byte, and what
 * is sent is never longer than its JSON. For holds, not for bills.
 */
export function inputUpperBound(request: Pick<ModelRequest, "instructions" | "turns" | "tools">): bigint {
  const { instructions, turns, tools } = request;
  return BigInt(Buffer.byteLength(JSON.stringify({ instructions, turns, tools }))) + PROVIDER_OVERHEAD;
}

/** The encoder's time grows with the square of a run of equal characters: pieces keep it linear. */
const CHUNK_CHARS = 2_000;
const CHUNKS_PER_TURN = 16;

/**
 * Tokens of a text (o200k_base), for estimates and for the trainee. Counted in pieces of 2,000 characters, which can
 * give a few tokens more than the whole, and yielding to the event loop in between. The encoder loads at first use.
 */
export async function countTokens(text: string): Promise<number> {
  const { countTokens: count } = await import("gpt-tokenizer/encoding/o200k_base");
  // A client's text may contain "<|endoftext|>"; it is text like any other.
  const asText = { disallowedSpecial: new Set<string>() };
  let tokens = 0;
  let chunks = 0;
  for (const chunk of splitText(text, CHUNK_CHARS)) {
    tokens += count(chunk, asText);
    chunks += 1;
    if (chunks % CHUNKS_PER_TURN === 0) await new Promise(setImmediate);
  }
  return tokens;
}

/** Pieces of at most `size` characters, never through the middle of a surrogate pair. */
function* splitText(text: string, size: number): Generator<string> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + size, text.length);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end -= 1;
    yield text.slice(start, end);
    start = end;
  }
}
