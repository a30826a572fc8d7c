import { getSpend, spendQuery, spendView } from "#billing";
import { systemClock } from "#kernel";
import { memberProcedure, router } from "../trpc";

export const spendRouter = router({
  get: memberProcedure("bill.read")
    .meta({
      rest: { method: "GET", path: "/spend", summary: "What was spent by day, and what it bought", tag: "Billing" },
    })
    .input(spendQuery)
    .output(spendView)
    .query(({ ctx, input }) => getSpend(ctx.scope, input, { clock: systemClock })),
});
