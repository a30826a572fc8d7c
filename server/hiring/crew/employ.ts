import { and, asc, eq, gt, inArray } from "drizzle-orm";
import { getEdition } from "#catalogue";
import { agents, files, runFiles, runs } from "#drizzle/schema/index";
import { appendEvents, type NewEvent } from "#events";
import { newId, storableText } from "#kernel";
import type { Tx } from "#platform";
import type { StepWait } from "#runtime";
import { checksOfTask } from "../acceptance/read-acceptance";
import { addRun, nextLane } from "../add-run";
import type { Continues } from "../continues";
import type { StoredFile } from "../files/store-file";
import { whyOffDuty } from "../quote/plan-hire";
import { lockJob, type RunRow } from "../run-changes";
import { storable } from "../shift/storable";
import { hasRunEnded } from "../states";
import { readCrewFiles, withPast } from "./crew-files";
import { readCrew } from "./read-crew";
import { type CrewState, computeVerdicts, type Delegation } from "./rules";

/** A file that a manager has made, in storage, and where it lies in the manager's workspace. */
export type MadeFile = StoredFile & { readonly path: string };

/** The tasks among what a step waits for. */
export const delegationsOf = (waits: readonly StepWait[]): Delegation[] =>
  waits.flatMap(({ position, subject }) =>
    position !== null && subject.kind === "delegation" ? [{ ...subject, position }] : [],
  );

/**
 * Gives the tasks of a step to a locked manager's crew: one run for each, which begins when a seat is free. As each is tied to
 * its call, the call delegates once.
 * @param made what the manager has made so far: its crew begins with it
 * @returns why, by the call's position, for those that could not be given
 */
export async function employ(
  tx: Tx,
  manager: RunRow,
  step: number,
  wanted: readonly Delegation[],
  made: readonly MadeFile[],
): Promise<ReadonlyMap<number, string>> {
  if (wanted.length === 0) return new Map();
  await lockJob(tx, manager.jobId);
  const crew = await readCrew(tx, manager);
  const editions = await Promise.all(crew.map(({ versionId }) => getEdition(tx, versionId)));
  const returned = await readReturned(tx, manager.id);
  const members = crew.map(({ slug, places }, index) => {
    const edition = editions[index];
    return { slug, places, offDuty: edition ? whyOffDuty(edition) : null };
  });
  const verdicts = computeVerdicts(wanted, { ...(await readLoad(tx, manager, step, members)), returned });
  const given = verdicts.filter(({ refusal }) => refusal === null);
  const fileIds = given.length > 0 ? await keepFiles(tx, manager, made) : [];
  let lane = await nextLane(tx, manager.jobId);
  const news: NewEvent[] = [];
  for (const { wanted: one } of given) {
    const edition = editions.find(({ slug }) => slug === one.agent);
    if (!edition) throw new Error(`${one.agent} is not in the crew`);
    const id = newId();
    const task = storableText(one.task);
    const work = returned.find((back) => back.lane === one.revise);
    const continues: Continues | null = work ? { runId: work.id, step: work.steps, wish: task } : null;
    // A crew whose manager was asked to pause does not begin.
    const status = manager.pauseRequestedAt ? "paused" : "queued";
    const parent = { step, position: one.position, task };
    // Work that was sent back has to hold what it had to hold before, unless its manager says otherwise.
    const wanted = one.checks.length > 0 ? one.checks : (work?.checks ?? []);
    const checks = wanted.length > 0 ? wanted.map((check) => storable({ ...check })) : null;
    news.push(await addRun(tx, lane++, { id, edition, after: manager, status, continues, parent, checks }));
    if (fileIds.length > 0) {
      await tx.insert(runFiles).values(fileIds.map((file) => ({ orgId: manager.orgId, runId: id, ...file })));
    }
  }
  await appendEvents(tx, manager.orgId, manager.jobId, news);
  return new Map(
    verdicts.flatMap(({ wanted: { position }, refusal }) => (refusal === null ? [] : [[position, refusal]])),
  );
}

/** The work of those to whom this manager, or one that it goes on from, has delegated. */
const readReturned = async (tx: Tx, managerId: string) => {
  const rows = await tx
    .select({
      ...{ id: runs.id, lane: runs.lane, steps: runs.steps, checks: runs.checks },
      ...{ slug: agents.slug, status: runs.status },
    })
    .from(runs)
    .innerJoin(agents, eq(agents.id, runs.agentId))
    .where(inArray(runs.parentRunId, withPast(managerId)))
    .orderBy(asc(runs.lane));
  return rows.map(({ status, checks, ...run }) => ({
    ...run,
    checks: checksOfTask(checks),
    hasDelivered: status === "delivered",
  }));
};

async function readLoad(
  tx: Tx,
  manager: RunRow,
  step: number,
  members: readonly Omit<CrewState["members"][number], "atWork">[],
): Promise<Omit<CrewState, "returned">> {
  const delegated = await tx
    .select({ slug: agents.slug, status: runs.status, parent: runs.parentRunId, step: runs.parentStep })
    .from(runs)
    .innerJoin(agents, eq(agents.id, runs.agentId))
    .where(and(eq(runs.jobId, manager.jobId), gt(runs.depth, 0)));
  const atWork = delegated.filter(({ status }) => !hasRunEnded(status));
  return {
    ofJob: delegated.length,
    ofStep: delegated.filter((run) => run.parent === manager.id && run.step === step).length,
    members: members.map((one) => ({ ...one, atWork: atWork.filter(({ slug }) => slug === one.slug).length })),
  };
}

/** What the crew begins with: what the manager has made, and what came back to it before. */
async function keepFiles(tx: Tx, { id: runId, orgId }: RunRow, made: readonly MadeFile[]) {
  const rows = made.map(({ path, ...file }) => ({ path, row: { id: newId(), orgId, runId, ...file } }));
  if (rows.length > 0) await tx.insert(files).values(rows.map(({ row }) => row));
  const fromCrew = (await readCrewFiles(tx, runId)).map(({ fileId, path }) => ({ fileId, path }));
  return [...rows.map(({ path, row }) => ({ fileId: row.id, path })), ...fromCrew];
}
