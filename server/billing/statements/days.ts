import { InvalidInput } from "#kernel";

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
/** A leap year. It bounds what one request reads. */
const MOST_DAYS = 366;
const EARLIEST = "2000-01-01";
const LATEST = "2999-12-31";

export type DayRange = { readonly from: string; readonly to: string };

/** A calendar day (`2026-11-23`) some days later, or earlier. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** How many days a range has, both ends included. */
const lengthOf = ({ from, to }: DayRange): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS) + 1;

/** Every day of a range, both ends included. */
export const daysOf = (range: DayRange): string[] =>
  Array.from({ length: lengthOf(range) }, (_, index) => addDays(range.from, index));

/**
 * The days that someone asked for. Without a first day 30 of them, without a last one up to today.
 * @throws InvalidInput when they are in the wrong order or too many
 */
export function chooseRange(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  today: string,
): DayRange {
  const last = to ?? today;
  requireEra(last, "to");
  const range = { from: from ?? addDays(last, 1 - DEFAULT_DAYS), to: last };
  requireEra(range.from, "from");
  if (range.from > range.to) {
    throw new InvalidInput("from", `The first day, ${range.from}, is after the last, ${range.to}. Swap them.`);
  }
  if (lengthOf(range) > MOST_DAYS) {
    throw new InvalidInput("from", `These are ${lengthOf(range)} days. Ask for at most ${MOST_DAYS} at once.`);
  }
  return range;
}

function requireEra(day: string, field: string): void {
  if (day < EARLIEST || day > LATEST) {
    throw new InvalidInput(field, `${day} is not a day this agency could know of. Write it like 2026-11-23.`);
  }
}
