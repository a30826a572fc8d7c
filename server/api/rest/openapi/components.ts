import { z } from "zod";
import { budgetView, projectView } from "#billing";
import { eventView } from "#events";
import { deliverableView, fileView, jobSummary, jobView, quote, quoteOrder, runView } from "#hiring";
import { notificationView, webhookView } from "#notices";
import { FAILURES, type FailureCode } from "../../error-map";
import { agentView, invoiceSummary, invoiceView, jobUsage, priceView, walletView } from "../../views";
import { SchemaWriter } from "./json-schema";

/** `FAILURES` has every code, and its keys are nothing else. */
const codes = Object.keys(FAILURES) as FailureCode[];

/** The one shape of errors on every address. */
export const errorBody = z.object({
  error: z.object({
    code: z.enum(codes),
    message: z.string().describe("What happened and what to do, for people"),
    details: z.record(z.string(), z.json()).describe("`field` names the input at fault"),
  }),
});

const output = <T extends z.ZodType>(schema: T) => ({ schema, io: "output" }) as const;
const input = <T extends z.ZodType>(schema: T) => ({ schema, io: "input" }) as const;

/** Everything that has a name in the OpenAPI document. */
export const writer = new SchemaWriter({
  Agent: output(agentView),
  Budget: output(budgetView),
  Deliverable: output(deliverableView),
  Error: output(errorBody),
  Event: output(eventView),
  File: output(fileView),
  Invoice: output(invoiceView),
  InvoiceSummary: output(invoiceSummary),
  Job: output(jobView),
  JobSummary: output(jobSummary),
  Notification: output(notificationView),
  Price: output(priceView),
  Project: output(projectView),
  Quote: output(quote),
  QuoteOrder: input(quoteOrder),
  Run: output(runView),
  Usage: output(jobUsage),
  Wallet: output(walletView),
  Webhook: output(webhookView),
});
