import { divideHalfEven, formatUsd, maxPico, type Pico, pico, subPico, ZERO } from "#kernel";
import { type DayRange, daysOf } from "./days";
import type { BurnDown } from "./schema";

const DAY_MS = 86_400_000n;
const DAYS_OF_AVERAGE = 7n;

/** How long the average looks back. Whole days of 24 hours, so that a day that has just begun does not weigh as a full one. */
export const AVERAGE_MS = Number(DAYS_OF_AVERAGE * DAY_MS);

type Burning = {
  readonly limit: Pico;
  /** By day of this month; days without a call may be missing. */
  readonly spentOn: ReadonlyMap<string, Pico>;
  /** What was spent in the last `AVERAGE_MS`, this month's or not. */
  readonly lately: Pico;
  readonly now: Date;
  readonly today: string;
  readonly timeZone: string;
  readonly month: DayRange;
};

/** The day of a moment in a time zone. Sweden writes days as ISO 8601 does. */
const dayOf = (moment: Date, timeZone: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(moment);

/**
 * How a month's budget burns down, and the day on which nothing is left at the average of the last seven days. Exact:
 * the moment is `now + left × 7 days / spent in them`, whole milliseconds.
 */
export function computeBurnDown({ limit, spentOn, lately, now, today, timeZone, month }: Burning): BurnDown {
  let spent: bigint = 0n;
  const leftOf = () => maxPico(subPico(limit, pico(spent)), ZERO);
  const days = daysOf({ from: month.from, to: today }).map((day) => {
    const amount = spentOn.get(day) ?? ZERO;
    spent += amount;
    return { day, spent: formatUsd(amount), left: formatUsd(leftOf()) };
  });
  const left = leftOf();
  const runsOutOn =
    left > 0n && lately > 0n ? dayAfter(now, (left * DAYS_OF_AVERAGE * DAY_MS) / lately, timeZone) : null;
  const isThisMonth = runsOutOn !== null && runsOutOn <= month.to;
  return {
    limit: formatUsd(limit),
    spent: formatUsd(pico(spent)),
    left: formatUsd(left),
    perDay: formatUsd(pico(divideHalfEven(lately, DAYS_OF_AVERAGE))),
    outlook: left === 0n ? "used_up" : isThisMonth ? "runs_out" : "lasts",
    runsOutOn: isThisMonth ? runsOutOn : null,
    month,
    days,
  };
}

/** No budget of a month burns longer than that; and a date has its limits. */
const FAR_MS = 40n * DAY_MS;

const dayAfter = (now: Date, ms: bigint, timeZone: string): string | null =>
  ms > FAR_MS ? null : dayOf(new Date(now.getTime() + Number(ms)), timeZone);
