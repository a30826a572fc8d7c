import { z } from "zod";
import { billingProfileInput, findBillingProfile, saveBillingProfile } from "#billing";
import { memberProcedure, router } from "../trpc";
import { billingProfile } from "../views";

const tag = "Billing";
export const billingProfileRouter = router({
  get: memberProcedure("bill.read")
    .meta({ rest: { method: "GET", path: "/billing-profile", summary: "Who you are on your invoices", tag } })
    .output(z.object({ profile: billingProfile.nullable().describe("Null until you have said so") }))
    .query(async ({ ctx }) => ({ profile: await findBillingProfile(ctx.scope) })),

  save: memberProcedure("bill.invoice")
    .meta({
      rest: { method: "POST", path: "/billing-profile", summary: "Say who you are on invoices from now on", tag },
    })
    .input(billingProfileInput)
    .output(billingProfile)
    .mutation(({ ctx, input }) => saveBillingProfile(ctx.scope, input)),
});
