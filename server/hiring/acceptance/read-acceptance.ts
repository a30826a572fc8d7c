import { eq } from "drizzle-orm";
import { z } from "zod";
import { type AgentEdition, getEdition } from "#catalogue";
import { jobs } from "#drizzle/schema/index";
import type { Tx } from "#platform";
import { type AcceptanceCheck, acceptanceCheck, USUAL_ROUNDS } from "#runtime";
import type { RunRow } from "../run-changes";
import { type AcceptanceTerms, acceptanceTerms } from "./schema";

/** What has to hold before work is handed over, and who judges it; NULL when nobody does. */
export type Acceptance = { readonly terms: AcceptanceTerms; readonly verifier: AgentEdition | null };

/** Of a run: what its manager asked for with its task, or the job's terms; NULL when nothing has to hold. */
export function acceptanceOf(
  tx: Tx,
  { jobId, task, checks }: Pick<RunRow, "jobId" | "task" | "checks">,
): Promise<Acceptance | null> {
  return task === null ? readAcceptance(tx, jobId) : Promise.resolve(ofTask(checks));
}

/** What its manager asked for with a task, as it was written down; empty when nothing has to hold. */
export const checksOfTask = (checks: unknown): AcceptanceCheck[] => z.array(acceptanceCheck).parse(checks ?? []);

/** The manager reviews the rest: nobody else judges it. */
function ofTask(checks: unknown): Acceptance | null {
  if (checks === null) return null;
  const terms = { checks: checksOfTask(checks), criteria: null, rounds: USUAL_ROUNDS };
  return { terms, verifier: null };
}

/** Of a job; NULL when nothing has to hold. */
export async function readAcceptance(tx: Tx, jobId: string): Promise<Acceptance | null> {
  const { acceptance: terms, verifierVersionId } = jobs;
  const [job] = await tx.select({ terms, verifierVersionId }).from(jobs).where(eq(jobs.id, jobId));
  if (!job || job.terms === null) return null;
  const verifier = job.verifierVersionId === null ? null : await getEdition(tx, job.verifierVersionId);
  return { terms: acceptanceTerms.parse(job.terms), verifier };
}
