const SECOND = 1;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits between tries, seconds: most failures are over in moments, some in a night. */
const WAITS = [5 * SECOND, 30 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR] as const;

/** After so many tries in vain it is given up, and its last failure kept. */
export const MAX_TRIES = WAITS.length + 1;

/** What could not be sent in this time is no news any more, for example letters from before there was a mail server. */
export const MAX_AGE_DAYS = 3;

/** How long to wait after a failed try, seconds. @param tries made so far, from 1 */
export const waitAfter = (tries: number): number => WAITS[Math.min(tries, WAITS.length) - 1] ?? WAITS[0];
