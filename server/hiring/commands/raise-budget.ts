import { eq } from "drizzle-orm";
import { changeLimit } from "#billing";
import { jobs } from "#drizzle/schema/index";
import { announce, appendEvents } from "#events";
import { Conflict, formatUsd, InvalidInput, type OrgScope } from "#kernel";
import { recordAudit, withOrg } from "#platform";
import { readJob, requireJobRow } from "../queries/jobs";
import { readBudget } from "../quote/plan-hire";
import { lockJob } from "../run-changes";
import type { JobView } from "../schema";

/**
 * Raises what a job may cost. Runs that wait for its budget go on by themselves within moments. The same budget again
 * changes nothing.
 * @param text US dollars, the whole job's new budget
 * @throws NotFound | InvalidInput when it is not more than now | Conflict when every run has ended
 */
export async function raiseBudget(scope: OrgScope, jobId: string, text: string): Promise<JobView> {
  const budget = readBudget(text);
  const { orgId, actor } = scope;
  const view = await withOrg(scope, async (tx) => {
    await requireJobRow(tx, jobId);
    const job = await lockJob(tx, jobId);
    if (budget === job.budget) return readJob(tx, jobId);
    if (budget < job.budget) {
      const now = formatUsd(job.budget);
      throw new InvalidInput("budget", `The budget is $${now} now. Write the new total, more than that.`, { now });
    }
    if (job.endedAt) throw new Conflict("Every run of this job has ended; a larger budget would change nothing.");
    await changeLimit(tx, { kind: "job", subjectId: jobId }, budget);
    await tx.update(jobs).set({ budget }).where(eq(jobs.id, jobId));
    await appendEvents(tx, orgId, jobId, [
      { runId: null, type: "job.budget", data: { budget: formatUsd(budget), by: actor.label } },
    ]);
    const data = { jobId, from: formatUsd(job.budget), to: formatUsd(budget) };
    await recordAudit(tx, { orgId, actor: actor.label, action: "job.budget_raised", data });
    return readJob(tx, jobId);
  });
  announce(jobId);
  return view;
}
