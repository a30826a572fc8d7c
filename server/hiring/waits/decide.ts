import { announce } from "#events";
import type { OrgScope } from "#kernel";
import { withOrg } from "#platform";
import { tryDispatch } from "../dispatch/dispatch";
import { readJob, requireJobRow } from "../queries/jobs";
import type { DecisionOrder, JobView } from "../schema";
import { lockWait } from "./lock-wait";
import { resolveWait } from "./resolve-wait";

/**
 * Decides about something that a run may do only with a person's word; the run goes on by itself.
 * @throws NotFound | Conflict when it was decided before or the run has ended | InvalidInput when the decision does not fit
 */
export async function decide(
  scope: OrgScope,
  jobId: string,
  waitId: string,
  { decision, note }: DecisionOrder,
): Promise<JobView> {
  const view = await withOrg(scope, async (tx) => {
    await requireJobRow(tx, jobId);
    const { run, wait } = await lockWait(tx, jobId, waitId);
    await resolveWait(tx, run, wait, { kind: "decision", decision, note: note ?? null }, scope.actor.label);
    return readJob(tx, jobId);
  });
  announce(jobId);
  await tryDispatch();
  return view;
}
