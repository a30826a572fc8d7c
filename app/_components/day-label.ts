const FORMAT = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });

/** A calendar day for people: "Nov 23". It has no time zone of its own. */
export const dayLabel = (day: string): string => FORMAT.format(new Date(`${day}T00:00:00Z`));
