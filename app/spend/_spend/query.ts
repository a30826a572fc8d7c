import type { Answers } from "@/_trpc/types";

export type Spend = Answers["spend"]["get"];

/** The address of one of the statement's tables as CSV. */
export const csvOf = ({ from, to, by }: Spend, table: "days" | "jobs" | "savings"): string =>
  `/api/v1/spend.csv?${new URLSearchParams({ from, to, by, table })}`;
