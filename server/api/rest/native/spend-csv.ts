import { z } from "zod";
import { getSpend, SPEND_TABLES, spendCsv, spendQuery } from "#billing";
import { InvalidInput, systemClock } from "#kernel";
import { requireMember } from "../../require-member";
import type { NativeRoute } from "../route";
import { contentDisposition } from "./content-disposition";

const permission = "bill.read";

const csvQuery = spendQuery.extend({
  budget: z.string().optional(),
  table: z.enum(SPEND_TABLES, { error: `must be one of ${SPEND_TABLES.join(", ")}.` }).default("days"),
});

function readQuery(query: Readonly<Record<string, string>>): z.infer<typeof csvQuery> {
  const parsed = csvQuery.safeParse(query);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join(".") ?? "query";
  throw new InvalidInput(field, `${field}: ${issue?.message ?? "cannot be read."}`);
}

export const spendCsvRoute: NativeRoute = {
  method: "GET",
  path: "/spend.csv",
  summary: "What was spent, for a spreadsheet",
  tag: "Billing",
  permission,
  content: { mediaType: "text/csv", description: "One row per day and agent, model, project or member" },
  parameters: [
    { name: "from", in: "query", description: "The first day, in the organization's time zone" },
    { name: "to", in: "query", description: "The last day, included" },
    { name: "by", in: "query", description: "agent, model, project or member" },
    { name: "table", in: "query", description: SPEND_TABLES.join(", ") },
    { name: "budget", in: "query", description: "Of `burn-down`: the id of the one budget to tell; all when absent" },
  ],
  async answer({ query, ctx }) {
    const { table, budget, ...asked } = readQuery(query);
    const spend = await getSpend(requireMember(ctx, permission), asked, { clock: systemClock });
    const burnDowns = spend.burnDowns.filter(({ budgetId }) => budget === undefined || budgetId === budget);
    return new Response(spendCsv({ ...spend, burnDowns }, table), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": contentDisposition("attachment", `spend-${table}-${spend.from}-${spend.to}.csv`),
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
      },
    });
  },
};
