import { divideHalfEven, formatUsd, maxPico, type Pico, pico, subPico, ZERO } from "#kernel";
import { daysOf } from "./days";
import type { BurnDown } from "./schema";

const DAY_MS = 86_400_000n;
const DAYS_OF_AVERAGE = 7n;

/** How long the average looks back. Whole days of 24 hours, so that a day that has just begun does not weigh as a full one. */
export const AVERAGE_MS = Number(DAYS_OF_AVERAGE * DAY_MS);

type Burning = {
  readonly limit: Pico;
  /** What was spent before `from`. */
  readonly before: Pico;
  /** By day from `from` on; days without a call may be missing. */
  readonly spentOn: ReadonlyMap<string, Pico>;
  /** What was spent in the last `AVERAGE_MS`, within these days or not. */
  readonly lately: Pico;
  readonly now: Date;
  /** The first day that is told. */
  readonly from: string;
  readonly today: string;
  /** The last day that is looked ahead to: when it runs out later than that, it lasts. */
  readonly until: string;
  readonly timeZone: string;
};

/** The day of a moment in a time zone. Sweden writes days as ISO 8601 does. */
const dayOf = (moment: Date, timeZone: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(moment);

/** How a budget burns down, without what it is a budget of. */
export type Burned = Pick<BurnDown, "limit" | "spent" | "left" | "perDay" | "outlook" | "runsOutOn" | "days">;

/**
 * How a budget burns down, and the day on which nothing is left at the average of the last seven days. Exact: the moment
 * is `now + left × 7 days / spent in them`, whole milliseconds.
 */
export function computeBurnDown(burning: Burning): Burned {
  const { limit, before, spentOn, lately, now, from, today, until, timeZone } = burning;
  let spent: bigint = before;
  const leftOf = () => maxPico(subPico(limit, pico(spent)), ZERO);
  const days = daysOf({ from, to: today }).map((day) => {
    const amount = spentOn.get(day) ?? ZERO;
    spent += amount;
    return { day, spent: formatUsd(amount), left: formatUsd(leftOf()) };
  });
  const left = leftOf();
  const isBurning = left > 0n && lately > 0n;
  const end = isBurning ? dayAfter(now, (left * DAYS_OF_AVERAGE * DAY_MS) / lately, timeZone) : null;
  const runsOutOn = end !== null && end <= until ? end : null;
  return {
    limit: formatUsd(limit),
    spent: formatUsd(pico(spent)),
    left: formatUsd(left),
    perDay: formatUsd(pico(divideHalfEven(lately, DAYS_OF_AVERAGE))),
    outlook: left === 0n ? "used_up" : runsOutOn === null ? "lasts" : "runs_out",
    runsOutOn,
    days,
  };
}

/** Nobody looks ahead further than that; and a date has its limits. */
const FAR_MS = 400n * DAY_MS;

const dayAfter = (now: Date, ms: bigint, timeZone: string): string | null =>
  ms > FAR_MS ? null : dayOf(new Date(now.getTime() + Number(ms)), timeZone);
