import type { ModelCallFailed } from "#runtime";

/** The first wait of a series; each is twice the one before. */
const FIRST_MS = 500;
/** A provider that is down is asked again at least this often. */
const LONGEST_MS = 60_000;
/** A shorter wait keeps the seat: giving it back and getting another takes as long. */
export const LONGEST_IN_SEAT_MS = 2_000;
/** Runs that wait for the same provider do not all come back at the same moment. */
const SPREAD = 0.25;
const LONGEST_SPREAD_MS = 10_000;
/** How long a run bears with a provider that fails, from the first failure on. */
export const PATIENCE_MS = 30 * 60_000;
/** The provider was there and answered, which the agency pays for: that is not tried for half an hour. */
const MAX_UNREADABLE = 4;

/** What has gone before, this failure included. */
export type Trouble = {
  /** Since when the run cannot make its call for its provider's sake, milliseconds. */
  readonly lastsMs: number;
  /** Attempts that have failed since. */
  readonly tries: number;
  /** Those of them that were answered, but not readably. */
  readonly unreadable: number;
  /** Cool-downs of the model that followed each other until now, whoever's calls they came from. */
  readonly strikes: number;
};

/** What comes after a failed attempt. Milliseconds. */
export type BackoffPlan =
  /** Tried again in this seat. */
  | { readonly do: "retry"; readonly inMs: number }
  /** The seat is given back, and the run admitted again so much later; its model is left alone for `coolMs`. */
  | { readonly do: "yield"; readonly inMs: number; readonly coolMs: number }
  /** `reason` is for the client. */
  | { readonly do: "give-up"; readonly reason: string };

/**
 * What to do after a failed attempt: exponential back-off from half a second to a minute, or what the provider asked for
 * if that is longer; outside the seat once it is longer than two seconds. The limit is time: a run outlives an outage of
 * half an hour, however often it tried.
 * @param random from 0 to 1, chosen anew each time
 */
export function planBackoff(
  { kind, message, facts }: Pick<ModelCallFailed, "kind" | "message" | "facts">,
  { lastsMs, tries, unreadable, strikes }: Trouble,
  random: number,
): BackoffPlan {
  if (!facts.retryable || (kind === "malformed" && unreadable >= MAX_UNREADABLE)) {
    return { do: "give-up", reason: message };
  }
  const round = Math.max(tries, strikes > 0 ? TRIES_IN_SEAT + strikes + 1 : 0);
  const waitMs = Math.max(backOffMs(round), facts.retryAfterMs ?? 0);
  const tooLong = outlasts(lastsMs, waitMs);
  if (tooLong !== null) return { do: "give-up", reason: `${message} ${tooLong}` };
  if (waitMs <= LONGEST_IN_SEAT_MS) return { do: "retry", inMs: waitMs };
  return { do: "yield", inMs: spread(waitMs, random), coolMs: waitMs };
}

/**
 * Why a run does not wait any longer for a provider, for its client; null when it does.
 * @param lastsMs since when it cannot make its call
 * @param waitMs how much longer it would have to wait
 */
export function outlasts(lastsMs: number, waitMs: number): string | null {
  if (waitMs > PATIENCE_MS) return `It asks to wait ${minutes(waitMs)}; a run waits ${minutes(PATIENCE_MS)} at most.`;
  if (lastsMs + waitMs <= PATIENCE_MS) return null;
  return `It has been like this for ${minutes(lastsMs)}; a run bears with that for ${minutes(PATIENCE_MS)}.`;
}

/** The wait before the next try after so many failures, milliseconds. */
const backOffMs = (failures: number): number => Math.min(FIRST_MS * 2 ** Math.min(failures - 1, 20), LONGEST_MS);

const TRIES_IN_SEAT = 1 + Math.log2(LONGEST_IN_SEAT_MS / FIRST_MS);

/** A wait that is a little longer, by chance: never shorter than what a provider asked for. */
export const spread = (waitMs: number, random: number): number =>
  Math.round(waitMs + random * Math.min(waitMs * SPREAD, LONGEST_SPREAD_MS));

const minutes = (ms: number): string => {
  const count = Math.round(ms / 60_000);
  return count === 1 ? "1 minute" : `${count} minutes`;
};
