import { asc, eq, inArray, sql } from "drizzle-orm";
import { agents, deliverableFiles, files, runFiles, runs } from "#drizzle/schema/index";
import type { Tx } from "#platform";
import { nameInputs } from "../files/name-inputs";

/** A file that the house puts into a run's workspace. */
export type GivenFile = {
  readonly fileId: string;
  readonly path: string;
  readonly storageKey: string;
  readonly bytes: number;
};

/** What a run of the crew has handed to its manager: where it lies in the manager's workspace. */
export type CrewFile = GivenFile & {
  /** Whose it is. */
  readonly runId: string;
};

/** A run and all that it goes on from, step by step. */
export const withPast = (runId: string) => sql`(
  with recursive past (id, continues) as (
    select id, continues_run_id from runs where id = ${runId}
    union all
    select r.id, r.continues_run_id from runs r join past p on r.id = p.continues
  ) select id from past)`;

/** The files that came back to a manager, by lane: each below the folder of who made it. */
export async function readCrewFiles(tx: Tx, managerId: string): Promise<CrewFile[]> {
  const rows = await tx
    .select({ runId: runs.id, lane: runs.lane, slug: agents.slug, file: files })
    .from(runs)
    .innerJoin(agents, eq(agents.id, runs.agentId))
    .innerJoin(deliverableFiles, eq(deliverableFiles.runId, runs.id))
    .innerJoin(files, eq(files.id, deliverableFiles.fileId))
    .where(inArray(runs.parentRunId, withPast(managerId)))
    .orderBy(asc(runs.lane), asc(deliverableFiles.position));
  const placed = rows.map(({ runId, lane, slug, file: { id: fileId, name, storageKey, bytes } }) => ({
    runId,
    fileId,
    storageKey,
    bytes,
    name: `crew/${lane}-${slug}/${name}`,
  }));
  return nameInputs(placed).map(({ name: _, ...file }) => file);
}

/** All that a run gets beside the client's files: its manager's, and those of its own crew. */
export async function readGivenFiles(tx: Tx, runId: string): Promise<GivenFile[]> {
  const { path } = runFiles;
  const fromManager = await tx
    .select({ fileId: files.id, path, storageKey: files.storageKey, bytes: files.bytes })
    .from(runFiles)
    .innerJoin(files, eq(files.id, runFiles.fileId))
    .where(eq(runFiles.runId, runId))
    .orderBy(asc(path));
  return [...fromManager, ...(await readCrewFiles(tx, runId))];
}
