import { z } from "zod";
import {
  getCustomerTerms,
  getInvoiceAccount,
  issueCreditNote,
  listCreditableLines,
  listInvoices,
  listPromotions,
  listTaxRates,
  listTopups,
  recordInvoicePayment,
  setBillingTerms,
  setTaxRate,
  taxRateInput,
} from "#billing";
import { scopeForStaff } from "#identity";
import { parseUsd, systemClock } from "#kernel";
import { anId, limit } from "../inputs";
import { operatorProcedure, router } from "../trpc";
import { billingProfile, invoiceAccount, invoiceSummary, promotionView, topupView } from "../views";
import { usd } from "../views/money";

const MOST_DOCUMENTS = 100;
const LATEST_TOPUPS = 20;

const invoiceOf = z.object({ orgId: z.uuid(), invoiceId: anId });

const creditableLine = z.object({
  no: z.number().int(),
  attemptId: z.string(),
  jobId: z.string(),
  jobTitle: z.string(),
  agentName: z.string(),
  step: z.number().int(),
  attempt: z.number().int(),
  model: z.string(),
  charged: usd,
  left: usd,
});

/** What the staff of the agency see and do about organizations' invoices. */
export const accountingRouter = router({
  taxRates: operatorProcedure
    .output(z.object({ rates: z.array(taxRateInput) }))
    .query(async () => ({ rates: await listTaxRates() })),

  setTaxRate: operatorProcedure.input(taxRateInput).mutation(({ ctx, input }) => setTaxRate(input, ctx.operator.label)),

  /** Who an organization is on its invoices, how it is taxed, and its latest top-ups and documents. */
  client: operatorProcedure
    .input(z.object({ orgId: z.uuid() }))
    .output(
      z.object({
        profile: billingProfile.nullable(),
        tax: z.object({ bps: z.number().int(), note: z.string().nullable() }),
        termsDays: z.number().int(),
        promotions: z.array(promotionView),
        topups: z.array(topupView),
        documents: z.array(invoiceSummary).readonly(),
      }),
    )
    .query(async ({ ctx, input }) => {
      const scope = scopeForStaff(input.orgId, ctx.operator.label);
      const [terms, promotions, { topups }, { invoices }] = await Promise.all([
        getCustomerTerms(scope),
        listPromotions(scope),
        listTopups(scope, { limit: LATEST_TOPUPS }),
        listInvoices(scope, { limit: MOST_DOCUMENTS }),
      ]);
      return { ...terms, promotions, topups, documents: invoices };
    }),

  /** An invoice of an organization as one records payments and credits of it. */
  invoice: operatorProcedure
    .input(invoiceOf)
    .output(invoiceAccount)
    .query(({ ctx, input: { orgId, invoiceId } }) =>
      getInvoiceAccount(scopeForStaff(orgId, ctx.operator.label), invoiceId, { clock: systemClock }),
    ),

  creditableLines: operatorProcedure
    .input(invoiceOf.extend({ limit, offset: z.int().min(0).default(0) }))
    .output(z.object({ lines: z.array(creditableLine).readonly(), count: z.number().int() }))
    .query(({ ctx, input: { orgId, invoiceId, ...page } }) =>
      listCreditableLines(scopeForStaff(orgId, ctx.operator.label), invoiceId, page),
    ),

  setTerms: operatorProcedure
    .input(
      z.object({
        orgId: z.uuid(),
        taxBps: z.int().nullable(),
        reverseCharge: z.boolean(),
        termsDays: z.int("Enter a whole number of days, from 0 to 365."),
      }),
    )
    .mutation(({ ctx, input: { orgId, ...terms } }) => setBillingTerms(orgId, terms, ctx.operator.label)),

  recordPayment: operatorProcedure
    .input(
      invoiceOf.extend({
        amount: usd,
        note: z.string().max(200, "is longer than 200 characters.").nullable(),
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
      invoiceOf.extend({
        lines: z
          .array(z.object({ attemptId: anId, amount: usd }))
          .min(1, "Choose at least one line, and how much of it is given back.")
          .max(10_000),
        reason: z.string(),
        creditNoteId: z.uuid().optional().describe("Sent again with the same id, nothing more is given back"),
      }),
    )
    .output(z.object({ creditNoteId: z.string() }))
    .mutation(async ({ ctx, input: { orgId, invoiceId, lines, reason, creditNoteId } }) => {
      const parsed = lines.map(({ attemptId, amount }) => ({ eventId: attemptId, amount: parseUsd(amount, "lines") }));
      const order = { invoiceId, lines: parsed, reason, ...(creditNoteId ? { id: creditNoteId } : {}) };
      return { creditNoteId: await issueCreditNote(orgId, order, { clock: systemClock, actor: ctx.operator.label }) };
    }),
});
