import { writeCsv } from "./csv";
import type { Spend } from "./schema";

/** The tables behind the pictures. */
export const SPEND_TABLES = ["days", "jobs", "savings", "burn-down"] as const;
export type SpendTable = (typeof SPEND_TABLES)[number];

/** One row for each day and agent (model, project, member); their amounts add up to the total. */
const daysCsv = ({ by, days }: Spend): string =>
  writeCsv(
    ["day", "by", "key", "label", "calls", "amount"],
    days.flatMap(({ day, parts }) => parts.map((part) => ({ day, by, ...part }))),
  );

const jobsCsv = ({ jobs }: Spend): string =>
  writeCsv(["jobId", "title", "status", "postedBy", "calls", "amount"], jobs);

const savingsCsv = ({ savings: { cache, tiers } }: Spend): string =>
  writeCsv(
    ["choice", "against", "paid", "instead", "saved"],
    [
      { choice: "cache", against: "input rate", ...cache },
      ...tiers.map(({ tier, ...saving }) => ({ choice: `${tier} tier`, against: "standard tier", ...saving })),
    ].map(({ choice, against, paid, instead, saved }) => ({ choice, against, paid, instead, saved })),
  );

/** One row for each budget and day. */
const burnDownCsv = ({ burnDowns }: Spend): string =>
  writeCsv(
    ["budgetId", "kind", "name", "day", "spent", "left"],
    burnDowns.flatMap(({ budgetId, kind, name, days }) => days.map((day) => ({ budgetId, kind, name, ...day }))),
  );

const WRITERS: Readonly<Record<SpendTable, (spend: Spend) => string>> = {
  days: daysCsv,
  jobs: jobsCsv,
  savings: savingsCsv,
  "burn-down": burnDownCsv,
};

/** One of the tables of a spend statement as CSV, exact amounts. */
export const spendCsv = (spend: Spend, table: SpendTable): string => WRITERS[table](spend);
