/** Percent of the room that a conversation may fill before its first steps are summarised. Estimates err, and a refused call is time lost. */
const FULL = 80;
/** Percent of the room that the steps which stay as they are may take. */
const KEPT = 25;
/** Percent of the room that must come free: a summary costs a call. */
const WORTHWHILE = 10;
/** Steps that stay as they are at most: what an agent works on just now. */
const MOST_KEPT = 5;

/** How full a conversation is, tokens. */
export type Load = {
  /** What the next call is expected to read. */
  readonly expected: number;
  /** What the model can read in one call, beside what it may say. */
  readonly room: number;
  /** The provider has refused the call as too long, whatever was expected. */
  readonly overflows: boolean;
};

/** @param wantedOutput of a call, tokens; a model that says all it can say at once still has to read something */
export const roomIn = ({ contextWindow }: { readonly contextWindow: number }, wantedOutput: number): number =>
  contextWindow - Math.min(wantedOutput, Math.floor(contextWindow / 2));

/** Whether a call may be too long, so that it is worth counting. */
export const isFull = ({ expected, room, overflows }: Load): boolean => overflows || expected * 100 > room * FULL;

/**
 * How many of the first steps are to be summarised, so that the conversation fits again: all but the last few, and at
 * least the last stays. When the provider has refused the call, nobody knows what fits: then as few as possible stay, but
 * two where there are more, so that the call that asks for the summary is shorter than one that was taken.
 * @param sizes of the steps that are not summarised yet, oldest first, tokens
 * @returns 0 when nothing is to be summarised, because there is room, or because it would free next to none
 */
export function stepsToSummarise(sizes: readonly number[], load: Load): number {
  if (!isFull(load)) return 0;
  const { room, overflows } = load;
  const kept = overflows ? (sizes.length > 2 ? 2 : 1) : keptOf(sizes, room);
  const first = Math.max(0, sizes.length - kept);
  const freed = sizes.slice(0, first).reduce((sum, size) => sum + size, 0);
  return overflows || freed * 100 >= room * WORTHWHILE ? first : 0;
}

/** How many of the last steps fit into what is kept for them; the last one always does. */
function keptOf(sizes: readonly number[], room: number): number {
  let kept = 0;
  let taken = 0;
  for (const size of sizes.toReversed()) {
    taken += size;
    if (kept > 0 && (kept === MOST_KEPT || taken * 100 > room * KEPT)) break;
    kept += 1;
  }
  return kept;
}
