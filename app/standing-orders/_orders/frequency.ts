/** How often, as people say it, with the last three of the five cron fields. */
export const FREQUENCIES = [
  { value: "daily", label: "Every day", days: "* * *" },
  { value: "weekdays", label: "Mondays to Fridays", days: "* * 1-5" },
  { value: "mondays", label: "Every Monday", days: "* * 1" },
  { value: "tuesdays", label: "Every Tuesday", days: "* * 2" },
  { value: "wednesdays", label: "Every Wednesday", days: "* * 3" },
  { value: "thursdays", label: "Every Thursday", days: "* * 4" },
  { value: "fridays", label: "Every Friday", days: "* * 5" },
  { value: "saturdays", label: "Every Saturday", days: "* * 6" },
  { value: "sundays", label: "Every Sunday", days: "* * 0" },
  { value: "monthly", label: "The first of every month", days: "1 * *" },
] as const;

/** The choice of writing the five fields oneself. */
export const OWN_TIMETABLE = "own";

const TIME = /^(\d{1,2}):(\d{2})$/;
const CRON = /^(\d{1,2}) (\d{1,2}) (.+)$/;

/** The five fields for a choice and a time like `09:30`; what is no time is left for the procedure to refuse. */
export function cronOf(frequency: string, time: string): string {
  const days = FREQUENCIES.find(({ value }) => value === frequency)?.days ?? "";
  const [, hours = time, minutes = ""] = TIME.exec(time) ?? [];
  return `${minutes.replace(/^0(?=\d)/, "")} ${hours.replace(/^0(?=\d)/, "")} ${days}`.trim();
}

/** The choice that five fields come from, and its time; a timetable of one's own where no words are known for them. */
export function choiceOf(cron: string): { frequency: string; entered: string } {
  const [, minutes = "", hours = "", days] = CRON.exec(cron) ?? [];
  const known = FREQUENCIES.find((frequency) => frequency.days === days);
  return known
    ? { frequency: known.value, entered: `${hours.padStart(2, "0")}:${minutes.padStart(2, "0")}` }
    : { frequency: OWN_TIMETABLE, entered: cron };
}

/** "Mondays to Fridays at 09:30"; the five fields where no words are known for them. */
export function describeCron(cron: string): string {
  const { frequency, entered } = choiceOf(cron);
  const known = FREQUENCIES.find(({ value }) => value === frequency);
  return known ? `${known.label} at ${entered}` : `On the timetable ${cron}`;
}
