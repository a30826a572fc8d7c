import { aliasedTable, and, asc, eq, gte, lt, sql } from "drizzle-orm";
import {
  agents,
  creditNoteLines,
  invoiceLines,
  invoices,
  jobs,
  models,
  runs,
  sealHeads,
  seals,
  usageEvents,
} from "#drizzle/schema/index";
import { formatUsd, isId, NotFound, type OrgScope, type Pico, pico } from "#kernel";
import { type Tx, withOrg, withSystem } from "#platform";
import { billHead } from "../invoices/bill-head";
import { composeCreditNote } from "../invoices/compose-credit-note";
import type { CreditNote } from "../invoices/credit-note";
import { readRange, type SignedRange } from "../seal/read-range";
import { signingKey } from "../seal/signing-keys";
import { chainOf } from "./chain-of";

export type { CreditNote } from "../invoices/credit-note";

/**
 * A credit note with every call that it corrects, as JSON that `verify-bill` recomputes.
 * @throws NotFound, also for another organization's
 */
export async function getCreditNote(scope: OrgScope, id: string): Promise<CreditNote> {
  const { note, corrects, lines, creditedBefore, seal, range } = await withOrg(scope, async (tx) => {
    const corrected = aliasedTable(invoices, "corrected");
    const [found] = isId(id)
      ? await tx
          .select({ note: invoices, corrects: { id: corrected.id, number: corrected.number } })
          .from(invoices)
          .innerJoin(corrected, eq(corrected.id, invoices.correctsId))
          .where(and(eq(invoices.id, id), eq(invoices.kind, "credit_note")))
      : [];
    if (!found) throw new NotFound("credit note", id);
    return {
      ...found,
      lines: await readLines(tx, id),
      creditedBefore: await readCreditedBefore(tx, found.corrects.id, found.note.serial),
      ...(await readSeal(tx, found.note)),
    };
  });
  const open = {
    ...billHead(note),
    kind: "credit_note" as const,
    corrects,
    reason: note.reason ?? "",
    lines: lines.map((row) => ({
      ...row,
      charged: formatUsd(pico(BigInt(row.charged))),
      amount: formatUsd(row.amount),
    })),
    creditedBefore: formatUsd(creditedBefore),
    seal: range && seal,
    chain: range && (await chainOf(range, [seal?.seq])),
  };
  return composeCreditNote(open, await withSystem(signingKey));
}

type NoteRow = typeof invoices.$inferSelect;

/** The line of the invoice with the deltas that were sealed before the note: what comes later does not change it. */
const chargedBefore = sql<string>`(${invoiceLines.amount} + coalesce((
  select sum(d.amount) from rerate_deltas d join seals s on s.kind = 'rerate' and s.ref_id = d.id
  where d.event_id = ${invoiceLines.eventId}
    and s.seq < (select n.seq from seals n where n.kind = 'adjustment' and n.ref_id = ${creditNoteLines.creditNoteId})), 0))::text`;

const readLines = (tx: Tx, noteId: string) =>
  tx
    .select({
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
      charged: chargedBefore,
      amount: creditNoteLines.amount,
    })
    .from(creditNoteLines)
    .innerJoin(invoiceLines, eq(invoiceLines.eventId, creditNoteLines.eventId))
    .innerJoin(usageEvents, eq(usageEvents.attemptId, creditNoteLines.eventId))
    .innerJoin(jobs, eq(jobs.id, usageEvents.jobId))
    .innerJoin(runs, eq(runs.id, usageEvents.runId))
    .innerJoin(agents, eq(agents.id, runs.agentId))
    .innerJoin(models, eq(models.id, usageEvents.modelId))
    .where(eq(creditNoteLines.creditNoteId, noteId))
    .orderBy(asc(creditNoteLines.no));

/** Notes of one organization are written one after the other, so their serials tell which came before. */
async function readCreditedBefore(tx: Tx, correctsId: string, serial: number): Promise<Pico> {
  const earlier = and(eq(invoices.correctsId, correctsId), lt(invoices.serial, serial));
  const [row] = await tx
    .select({ credited: sql<string>`coalesce(-sum(${invoices.exactTotal}), 0)::text` })
    .from(invoices)
    .where(earlier);
  return pico(BigInt(row?.credited ?? 0));
}

type Sealed = { readonly seal: CreditNote["seal"]; readonly range: SignedRange | null };

/** Its entry, and the chain from there to the next head that the agency has signed. */
async function readSeal(tx: Tx, { id, orgId }: NoteRow): Promise<Sealed> {
  const { seq, digest, hash } = seals;
  const [seal] = await tx
    .select({ seq, digest, hash })
    .from(seals)
    .where(and(eq(seals.kind, "adjustment"), eq(seals.refId, id)));
  if (!seal) return { seal: null, range: null };
  const [head] = await tx
    .select({ seq: sealHeads.seq })
    .from(sealHeads)
    .where(and(eq(sealHeads.orgId, orgId), gte(sealHeads.seq, seal.seq)))
    .orderBy(asc(sealHeads.seq))
    .limit(1);
  return { seal, range: head ? await readRange(tx, orgId, seal.seq, head.seq) : null };
}
