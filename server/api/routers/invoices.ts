import { z } from "zod";
import { getAgentNames, getCreditNote, getInvoice, getInvoiceAccount, listCreditNotes, listInvoices } from "#billing";
import { issueInvoice } from "#hiring";
import { systemClock } from "#kernel";
import { anId, cursor, idempotencyKey, limit, nextCursor } from "../inputs";
import { memberProcedure, router } from "../trpc";
import { creditNoteSummary, creditNoteView, invoiceAccount, invoiceSummary, invoiceView } from "../views";

const tag = "Billing";

export const invoicesRouter = router({
  list: memberProcedure("bill.read")
    .meta({
      rest: {
        method: "GET",
        path: "/invoices",
        summary: "The organization's invoices and credit notes, newest first",
        tag,
      },
    })
    .input(z.object({ limit, cursor }))
    .output(z.object({ invoices: z.array(invoiceSummary).readonly(), nextCursor }))
    .query(({ ctx, input }) => listInvoices(ctx.scope, input)),

  issue: memberProcedure("bill.invoice")
    .meta({
      rest: {
        method: "POST",
        path: "/invoices",
        status: 201,
        summary: "Bill the open period up to now",
        tag,
        idempotent: true,
      },
    })
    .input(z.object({ idempotencyKey }))
    .output(invoiceView)
    .mutation(async ({ ctx, input }) => {
      const { invoice, replayed } = await issueInvoice(ctx.scope, { clock: systemClock, ...input });
      if (replayed) ctx.responseHeaders.set("idempotency-replayed", "true");
      return invoice;
    }),

  get: memberProcedure("bill.read")
    .meta({
      rest: { method: "GET", path: "/invoices/{invoiceId}", summary: "An invoice, as verify-bill checks it", tag },
    })
    .input(z.object({ invoiceId: anId }))
    .output(invoiceView)
    .query(({ ctx, input }) => getInvoice(ctx.scope, input.invoiceId)),

  account: memberProcedure("bill.read")
    .meta({
      rest: {
        method: "GET",
        path: "/invoices/{invoiceId}/account",
        summary: "Whether an invoice is paid: payments, credit notes and what is due",
        tag,
      },
    })
    .input(z.object({ invoiceId: anId }))
    .output(invoiceAccount)
    .query(({ ctx, input }) => getInvoiceAccount(ctx.scope, input.invoiceId, { clock: systemClock })),

  /** For pages: the documents themselves carry slugs. */
  agentNames: memberProcedure("bill.read")
    .input(z.object({ documentId: anId }))
    .output(z.record(z.string(), z.string()))
    .query(({ ctx, input }) => getAgentNames(ctx.scope, input.documentId)),

  creditNotes: memberProcedure("bill.read")
    .meta({
      rest: { method: "GET", path: "/credit-notes", summary: "The organization's credit notes, newest first", tag },
    })
    .input(z.object({ limit, cursor }))
    .output(z.object({ creditNotes: z.array(creditNoteSummary).readonly(), nextCursor }))
    .query(({ ctx, input }) => listCreditNotes(ctx.scope, input)),

  creditNote: memberProcedure("bill.read")
    .meta({
      rest: {
        method: "GET",
        path: "/credit-notes/{creditNoteId}",
        summary: "A credit note, as verify-bill checks it",
        tag,
      },
    })
    .input(z.object({ creditNoteId: anId }))
    .output(creditNoteView)
    .query(({ ctx, input }) => getCreditNote(ctx.scope, input.creditNoteId)),
});
