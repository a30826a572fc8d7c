import { z } from "zod";
import {
  issueCreditNote,
  listTaxRates,
  recordInvoicePayment,
  setBillingTerms,
  setTaxRate,
  taxRateInput,
} from "#billing";
import { parseUsd, systemClock } from "#kernel";
import { anId } from "../inputs";
import { operatorProcedure, router } from "../trpc";
import { usd } from "../views/money";

/** What the staff of the agency do about organizations' invoices. */
export const accountingRouter = router({
  taxRates: operatorProcedure
    .output(z.object({ rates: z.array(taxRateInput) }))
    .query(async () => ({ rates: await listTaxRates() })),

  setTaxRate: operatorProcedure.input(taxRateInput).mutation(({ ctx, input }) => setTaxRate(input, ctx.operator.label)),

  setTerms: operatorProcedure
    .input(
      z.object({
        orgId: z.uuid(),
        taxBps: z.int().nullable(),
        reverseCharge: z.boolean(),
        termsDays: z.int(),
      }),
    )
    .mutation(({ ctx, input: { orgId, ...terms } }) => setBillingTerms(orgId, terms, ctx.operator.label)),

  recordPayment: operatorProcedure
    .input(
      z.object({
        orgId: z.uuid(),
        invoiceId: anId,
        amount: usd,
        note: z.string().max(200).nullable(),
        paymentId: z.uuid(),
      }),
    )
    .output(z.object({ recorded: z.boolean().describe("False when it had been recorded before") }))
    .mutation(async ({ ctx, input: { orgId, invoiceId, amount, note, paymentId } }) => {
      const payment = { id: paymentId, invoiceId, amount: parseUsd(amount), method: "bank" as const, note };
      return { recorded: await recordInvoicePayment(orgId, payment, ctx.operator.label) };
    }),

  issueCreditNote: operatorProcedure
    .input(
      z.object({
        orgId: z.uuid(),
        invoiceId: anId,
        lines: z
          .array(z.object({ attemptId: anId, amount: usd }))
          .min(1)
          .max(10_000),
        reason: z.string(),
      }),
    )
    .output(z.object({ creditNoteId: z.string() }))
    .mutation(async ({ ctx, input: { orgId, invoiceId, lines, reason } }) => {
      const parsed = lines.map(({ attemptId, amount }) => ({ eventId: attemptId, amount: parseUsd(amount, "lines") }));
      const order = { invoiceId, lines: parsed, reason };
      return { creditNoteId: await issueCreditNote(orgId, order, { clock: systemClock, actor: ctx.operator.label }) };
    }),
});
