import { and, asc, eq, inArray, isNull, notInArray } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { agents, agentVersions, deliverables, runs, waits } from "#drizzle/schema/index";
import { announce } from "#events";
import { logFor, type Tx, withSystem } from "#platform";
import { oneByOne } from "../one-by-one";
import { ENDED, hasRunEnded } from "../states";
import { resolveWait } from "../waits/resolve-wait";
import { readCrewFiles } from "./crew-files";

/** Each pass takes so many; the next pass takes the rest. */
const BATCH = 100;

/** A call that delegated, and the run that was given its task. */
const tiesToCall = and(
  eq(runs.parentRunId, waits.runId),
  eq(runs.parentStep, waits.stepNo),
  eq(runs.parentPosition, waits.position),
);

const hasEnded = and(isNull(waits.resolvedAt), eq(waits.reason, "crew"), inArray(runs.status, ENDED));

const managers = alias(runs, "managers");

/**
 * Answers the calls of managers whose tasks have ended: with what was delivered, or with why nothing was. A manager goes on
 * when all of its step's tasks have. A task's end is written down before and for good, so any number of processes may do
 * this at any time, and a call is answered once.
 */
export async function handBack(): Promise<void> {
  const due = await withSystem((tx) =>
    tx
      .selectDistinct({ id: waits.runId })
      .from(waits)
      .innerJoin(runs, tiesToCall)
      .innerJoin(managers, eq(managers.id, waits.runId))
      .where(and(hasEnded, notInArray(managers.status, ENDED)))
      .limit(BATCH),
  );
  await oneByOne(due, "hand back", async (manager) => {
    const jobId = await withSystem((tx) => answerManager(tx, manager.id));
    if (jobId !== null) announce(jobId);
  });
}

/** Hands back what has ended now. What stands in the way is logged: the reconciler does the same within a second. */
export const tryHandBack = (): Promise<void> =>
  handBack().catch((error) => logFor({ module: "crew" }).error({ err: error }, "work was not handed back"));

/** @returns its job; NULL when there is nothing to tell it any more */
async function answerManager(tx: Tx, managerId: string): Promise<string | null> {
  const [manager] = await tx.select().from(runs).where(eq(runs.id, managerId)).for("update");
  if (!manager || hasRunEnded(manager.status)) return null;
  const ended = await tx
    .select({ wait: waits, run: runs, slug: agents.slug, name: agentVersions.name, summary: deliverables.summary })
    .from(waits)
    .innerJoin(runs, tiesToCall)
    .innerJoin(agents, eq(agents.id, runs.agentId))
    .innerJoin(agentVersions, eq(agentVersions.id, runs.agentVersionId))
    .leftJoin(deliverables, eq(deliverables.runId, runs.id))
    .where(and(eq(waits.runId, managerId), hasEnded))
    .orderBy(asc(runs.lane));
  const files = await readCrewFiles(tx, managerId);
  for (const { wait, run, slug, name, summary } of ended) {
    const own = files.filter(({ runId }) => runId === run.id).map(({ path, bytes }) => `- ${path} (${bytes} bytes)`);
    const who = `${slug} (lane ${run.lane})`;
    const text =
      summary === null
        ? `${who} ${run.status === "failed" ? `failed: ${run.reason}` : "was cancelled."} Nothing was delivered.`
        : `${who} delivered.\nFiles in your workspace:${own.length > 0 ? `\n${own.join("\n")}` : " none"}\n\nSummary:\n${summary}`;
    await resolveWait(tx, manager, wait, { kind: "work", text, isError: summary === null }, name);
  }
  return ended.length > 0 ? manager.jobId : null;
}
