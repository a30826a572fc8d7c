import { z } from "zod";
import { budgetOrder, budgetView, burnDownView, listBudgets, listBurnDowns, removeBudget, setBudget } from "#billing";
import { systemClock } from "#kernel";
import { anId } from "../inputs";
import { memberProcedure, router } from "../trpc";

const tag = "Budgets";

export const budgetsRouter = router({
  list: memberProcedure("bill.read")
    .meta({ rest: { method: "GET", path: "/budgets", summary: "Budgets with what they have left", tag } })
    .output(z.object({ budgets: z.array(budgetView), nextCursor: z.null() }))
    .query(async ({ ctx }) => ({ budgets: await listBudgets(ctx.scope), nextCursor: null })),

  burnDowns: memberProcedure("bill.read")
    .output(z.object({ burnDowns: z.array(burnDownView) }))
    .query(async ({ ctx }) => ({ burnDowns: await listBurnDowns(ctx.scope, { clock: systemClock }) })),

  set: memberProcedure("budget.manage")
    .meta({ rest: { method: "POST", path: "/budgets", summary: "Cap a month, a project or an API key", tag } })
    .input(budgetOrder)
    .output(budgetView)
    .mutation(({ ctx, input }) => setBudget(ctx.scope, input)),

  remove: memberProcedure("budget.manage")
    .meta({ rest: { method: "POST", path: "/budgets/{budgetId}/remove", summary: "Take a budget away", tag } })
    .input(z.object({ budgetId: anId }))
    .output(z.object({ removed: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      await removeBudget(ctx.scope, input.budgetId);
      return { removed: true as const };
    }),
});
