import { CronExpressionParser } from "cron-parser";
import { InvalidInput } from "#kernel";

/** When a standing order is due: five cron fields, read on the clocks of a time zone. */
export type Timetable = { readonly cron: string; readonly timeZone: string };

/** `[start, end)`. */
export type Month = { readonly start: Date; readonly end: Date };

const FIELDS = 5;
const FIRST_OF_MONTH = "0 0 1 * *";

const EXAMPLE = "Write five fields: minute, hour, day of the month, month, day of the week, like “0 9 * * 1-5”.";

/**
 * Refuses what is never due, or not a timetable at all.
 * @throws InvalidInput naming `cron` or `timeZone`
 */
export function checkTimetable({ cron, timeZone }: Timetable, now: Date): void {
  if (!isTimeZone(timeZone)) {
    throw new InvalidInput("timeZone", `“${timeZone.slice(0, 64)}” is no time zone. Write one like “Europe/Berlin”.`);
  }
  // The parser knows a sixth field, and an H for any time, which would be another one at each look.
  if (cron.trim().split(/\s+/).length !== FIELDS || /(^|[\s,])H/i.test(cron)) throw new InvalidInput("cron", EXAMPLE);
  try {
    nextOccurrence({ cron, timeZone }, now);
  } catch {
    throw new InvalidInput("cron", `It is never due. ${EXAMPLE}`);
  }
}

/** The first moment after `after` at which it is due. An hour that daylight saving skips or repeats is due once. */
export const nextOccurrence = ({ cron, timeZone }: Timetable, after: Date): Date =>
  CronExpressionParser.parse(cron, { currentDate: after, tz: timeZone }).next().toDate();

/** The next moments after `after` at which it is due, so many of them. */
export function nextOccurrences({ cron, timeZone }: Timetable, after: Date, count: number): Date[] {
  const due = CronExpressionParser.parse(cron, { currentDate: after, tz: timeZone });
  return Array.from({ length: count }, () => due.next().toDate());
}

/** The first moment from `from` on at which it is due. */
export const firstOccurrence = (timetable: Timetable, from: Date): Date =>
  nextOccurrence(timetable, new Date(from.getTime() - 1));

/** The calendar month that a moment is in, where the time zone is. */
export function monthOf(moment: Date, timeZone: string): Month {
  const firstOfMonth = (currentDate: Date) => CronExpressionParser.parse(FIRST_OF_MONTH, { currentDate, tz: timeZone });
  // Timetables know whole seconds only.
  const second = new Date(moment);
  second.setMilliseconds(0);
  const end = firstOfMonth(second).next().toDate();
  return { start: firstOfMonth(end).prev().toDate(), end };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}
