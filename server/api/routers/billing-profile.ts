import { z } from "zod";
import { billingProfileInput, findBillingProfile, saveBillingProfile } from "#billing";
import { memberProcedure, router } from "../trpc";

const tag = "Billing";
const text = z.string().nullable();

const billingProfile = z.object({
  legalName: z.string(),
  address: z.string(),
  country: z.string().describe("ISO 3166-1 alpha-2"),
  vatId: text,
  purchaseOrder: text,
  costCentre: text,
  email: text,
  taxBps: z.number().int().nullable().describe("Basis points instead of the country's; set by the agency"),
  reverseCharge: z.boolean().describe("Whether you owe the tax yourselves; set by the agency"),
  termsDays: z.number().int().describe("Days until what the wallet does not pay is due; set by the agency"),
});

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
