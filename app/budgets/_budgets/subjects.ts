import type { Answers } from "@/_trpc/types";

export type Budget = Answers["budgets"]["list"]["budgets"][number];
export type Project = Answers["projects"]["list"]["projects"][number];
type ApiKey = Answers["keys"]["list"]["keys"][number];

/** What a budget can be set for; `value` is "organization_month", "project:<id>" or "api_key:<id>". */
export type Subject = { readonly value: string; readonly label: string };

/** What has no budget yet: the month, open projects, and keys that work. */
export function subjectsWithout(
  budgets: readonly Budget[],
  projects: readonly Project[],
  keys: readonly ApiKey[],
): Subject[] {
  const taken = new Set(budgets.map(({ kind, subjectId }) => `${kind}:${subjectId}`));
  const hasMonth = budgets.some(({ kind }) => kind === "organization_month");
  return [
    ...(hasMonth ? [] : [{ value: "organization_month", label: "Every month, all jobs" }]),
    ...projects
      .filter(({ archivedAt }) => archivedAt === null)
      .map(({ id, name }) => ({ value: `project:${id}`, label: `Project ${name}` })),
    ...keys
      .filter(({ revokedAt }) => revokedAt === null)
      .map(({ id, name }) => ({ value: `api_key:${id}`, label: `API key ${name}` })),
  ].filter(({ value }) => !taken.has(value));
}

const MONTH: Intl.DateTimeFormatOptions = { month: "long", year: "numeric", timeZone: "UTC" };

/** What a budget is for, in words. */
export function titleOf({ kind, name, period }: Budget): string {
  if (kind === "project") return `Project ${name}`;
  if (kind === "api_key") return `API key ${name}`;
  // The period is a date without a place, so it is read in the time zone that it is written in.
  return period === null
    ? "Every month"
    : `Every month, now ${new Intl.DateTimeFormat("en-US", MONTH).format(new Date(period))}`;
}
