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

/** A failed attempt of a step's call: when, and in which way (null where that is not known). */
export type FailedTry = { readonly at: Date; readonly kind: string | null };

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
 * half an hour, however often it tried. Failures more than that apart are not one outage: nobody looked in between, as
 * when the run was paused.
 * @param tries failed attempts of this call, oldest first, this one last
 * @param strikes cool-downs of the model that followed each other until now, whoever's calls they came from
 * @param random from 0 to 1, chosen anew each time
 */
export function planBackoff(
  { kind, message, facts }: Pick<ModelCallFailed, "kind" | "message" | "facts">,
  { tries, strikes }: { readonly tries: readonly FailedTry[]; readonly strikes: number },
  random: number,
): BackoffPlan {
  const series = seriesOf(tries);
  const unreadable = kind === "malformed" && series.filter((one) => one.kind === kind).length >= MAX_UNREADABLE;
  if (!facts.retryable || unreadable) return { do: "give-up", reason: message };
  const round = Math.max(series.length, strikes > 0 ? TRIES_IN_SEAT + strikes + 1 : 0);
  const waitMs = Math.max(backOffMs(round), facts.retryAfterMs ?? 0);
  const failingMs = lasted(series);
  if (waitMs > PATIENCE_MS) return { do: "give-up", reason: `${message} ${asksTooMuch(waitMs)}` };
  if (failingMs + waitMs > PATIENCE_MS) {
    return { do: "give-up", reason: `${message} ${failedTooLong(failingMs, series.length)}` };
  }
  if (waitMs <= LONGEST_IN_SEAT_MS) return { do: "retry", inMs: waitMs };
  return { do: "yield", inMs: spread(waitMs, random), coolMs: waitMs };
}

/** The wait before the next try after so many failures, milliseconds. */
const backOffMs = (failures: number): number => Math.min(FIRST_MS * 2 ** Math.min(failures - 1, 20), LONGEST_MS);

const TRIES_IN_SEAT = 1 + Math.log2(LONGEST_IN_SEAT_MS / FIRST_MS);

/** A wait that is a little longer, by chance: never shorter than what a provider asked for. */
export const spread = (waitMs: number, random: number): number =>
  Math.round(waitMs + random * Math.min(waitMs * SPREAD, LONGEST_SPREAD_MS));

/** The last of these that belong together. */
function seriesOf(tries: readonly FailedTry[]): readonly FailedTry[] {
  const begin = tries.findLastIndex(({ at }, index) => {
    const before = tries[index - 1];
    return before === undefined || at.getTime() - before.at.getTime() > PATIENCE_MS;
  });
  return tries.slice(Math.max(0, begin));
}

function lasted(series: readonly FailedTry[]): number {
  const [first, last] = [series[0], series.at(-1)];
  return first && last ? last.at.getTime() - first.at.getTime() : 0;
}

const minutes = (ms: number): string => {
  const count = Math.round(ms / 60_000);
  return count === 1 ? "1 minute" : `${count} minutes`;
};

const asksTooMuch = (waitMs: number): string =>
  `It asks to wait ${minutes(waitMs)}; a run waits ${minutes(PATIENCE_MS)} at most.`;

const failedTooLong = (failingMs: number, tries: number): string =>
  `It has failed for ${minutes(failingMs)}, in ${tries} tries; a run bears with that for ${minutes(PATIENCE_MS)}.`;
