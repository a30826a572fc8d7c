import { eq } from "drizzle-orm";
import { type AgentEdition, getEdition } from "#catalogue";
import { jobs } from "#drizzle/schema/index";
import type { Tx } from "#platform";
import { type AcceptanceTerms, acceptanceTerms } from "./schema";

/** What has to hold before work is handed over, and who judges it; NULL when nobody does. */
export type Acceptance = { readonly terms: AcceptanceTerms; readonly verifier: AgentEdition | null };

/** Of a job; NULL when nothing has to hold. */
export async function readAcceptance(tx: Tx, jobId: string): Promise<Acceptance | null> {
  const { acceptance: terms, verifierVersionId } = jobs;
  const [job] = await tx.select({ terms, verifierVersionId }).from(jobs).where(eq(jobs.id, jobId));
  if (!job || job.terms === null) return null;
  const verifier = job.verifierVersionId === null ? null : await getEdition(tx, job.verifierVersionId);
  return { terms: acceptanceTerms.parse(job.terms), verifier };
}
