import { setImmediate as nextTurnOfTheLoop } from "node:timers/promises";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";

/** The tokenizer's time grows with the square of a repeated run (100,000 letters take it 10 s), so it sees short pieces. */
const CHUNK = 2_000;
const REMEMBERED = 2_000;
const PIECES_PER_TURN = 8;

/** A transcript is read again at every step; pieces that were counted before are not counted again. */
const counted = new Map<string, number>();

/** Text that looks like a control token of the tokenizer is plain text here. */
const AS_PLAIN_TEXT = { disallowedSpecial: new Set<string>() };

function countPiece(piece: string): number {
  const known = counted.get(piece);
  if (known !== undefined) return known;
  const tokens = countTokens(piece, AS_PLAIN_TEXT);
  if (counted.size >= REMEMBERED) counted.delete(counted.keys().next().value ?? "");
  counted.set(piece, tokens);
  return tokens;
}

function* pieces(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + CHUNK, text.length);
    const last = text.charCodeAt(end - 1);
    const splitsPair = end < text.length && last >= 0xd800 && last <= 0xdbff;
    if (splitsPair) end -= 1;
    yield text.slice(start, end);
    start = end;
  }
}

/**
 * Tokens of a text, counted with o200k_base in pieces of at most 2,000 characters. Gives way to the event loop in between.
 * @throws whatever the signal was aborted with
 */
export async function countText(text: string, signal: AbortSignal): Promise<number> {
  let tokens = 0;
  let sinceYield = 0;
  for (const piece of pieces(text)) {
    signal.throwIfAborted();
    tokens += countPiece(piece);
    sinceYield += 1;
    if (sinceYield % PIECES_PER_TURN === 0) await nextTurnOfTheLoop();
  }
  return tokens;
}

/** The same count for what is about to be written, which is short: the plan fits its output to it. */
export function countNow(text: string): number {
  let tokens = 0;
  for (const piece of pieces(text)) tokens += countPiece(piece);
  return tokens;
}
