import { aliasedTable, and, asc, eq } from "drizzle-orm";
import {
  agents,
  creditNoteLines,
  invoiceLines,
  invoices,
  jobs,
  models,
  runs,
  usageEvents,
} from "#drizzle/schema/index";
import { formatUsd, isId, NotFound, type OrgScope } from "#kernel";
import { withOrg } from "#platform";
import { billHead } from "../invoices/bill-head";

/** What a credit note takes back of one call. USD as decimal strings. */
type CreditNoteLine = {
  readonly no: number;
  /** The line of the corrected invoice. */
  readonly invoiceLine: number;
  readonly attemptId: string;
  readonly jobId: string;
  readonly jobTitle: string;
  readonly projectId: string | null;
  readonly runId: string;
  readonly agent: string;
  readonly step: number;
  readonly attempt: number;
  readonly model: string;
  /** What the invoice charges for the call. */
  readonly charged: string;
  readonly amount: string;
};

/** A credit note: its totals are below zero, its lines say what of which call is given back. */
export type CreditNote = ReturnType<typeof billHead> & {
  readonly kind: "credit_note";
  readonly corrects: { readonly id: string; readonly number: string };
  readonly reason: string;
  readonly lines: CreditNoteLine[];
};

/** A credit note with every call that it corrects. @throws NotFound, also for another organization's */
export function getCreditNote(scope: OrgScope, id: string): Promise<CreditNote> {
  return withOrg(scope, async (tx) => {
    const corrected = aliasedTable(invoices, "corrected");
    const [found] = isId(id)
      ? await tx
          .select({ note: invoices, corrects: { id: corrected.id, number: corrected.number } })
          .from(invoices)
          .innerJoin(corrected, eq(corrected.id, invoices.correctsId))
          .where(and(eq(invoices.id, id), eq(invoices.kind, "credit_note")))
      : [];
    if (!found) throw new NotFound("credit note", id);
    const rows = await tx
      .select({
        no: creditNoteLines.no,
        invoiceLine: invoiceLines.no,
        attemptId: creditNoteLines.eventId,
        jobId: jobs.id,
        jobTitle: jobs.title,
        projectId: jobs.projectId,
        runId: usageEvents.runId,
        agent: agents.slug,
        step: usageEvents.stepNo,
        attempt: usageEvents.attemptNo,
        model: models.modelId,
        charged: invoiceLines.amount,
        amount: creditNoteLines.amount,
      })
      .from(creditNoteLines)
      .innerJoin(invoiceLines, eq(invoiceLines.eventId, creditNoteLines.eventId))
      .innerJoin(usageEvents, eq(usageEvents.attemptId, creditNoteLines.eventId))
      .innerJoin(jobs, eq(jobs.id, usageEvents.jobId))
      .innerJoin(runs, eq(runs.id, usageEvents.runId))
      .innerJoin(agents, eq(agents.id, runs.agentId))
      .innerJoin(models, eq(models.id, usageEvents.modelId))
      .where(eq(creditNoteLines.creditNoteId, id))
      .orderBy(asc(creditNoteLines.no));
    const { note, corrects } = found;
    return {
      ...billHead(note),
      kind: "credit_note",
      corrects,
      reason: note.reason ?? "",
      lines: rows.map((row) => ({ ...row, charged: formatUsd(row.charged), amount: formatUsd(row.amount) })),
    };
  });
}
