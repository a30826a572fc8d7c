import { existsSync } from "node:fs";
import { cp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { and, eq, isNotNull } from "drizzle-orm";
import { runs } from "#drizzle/schema/index";
import { env, storage, withOrg } from "#platform";
import {
  openWorkspace,
  placeGivenFile,
  placeInput,
  placeSkillFile,
  type Workspace,
  type WorkspaceState,
} from "#runtime";
import type { ClaimedRun } from "./claim-run";

/** Where the runs of this agency work, on this machine. */
const workspaceRoot = (runId: string): string => join(env().HIRELING_HOME, "workspaces", runId);

/**
 * Opens the run's directory. One that is missing is made: as a copy of what the run left that this one continues, where
 * that is here, else with the client's files alone; with the skills of its own agent in both. For a run that has worked before, it was lost with another machine.
 */
export async function prepareWorkspace(
  claim: ClaimedRun,
): Promise<{ readonly workspace: Workspace; readonly state: WorkspaceState }> {
  const root = workspaceRoot(claim.runId);
  if (existsSync(root)) {
    const workspace = await openWorkspace(root);
    await placeGiven(claim, workspace);
    return { workspace, state: "whole" };
  }
  // Filled beside its place and renamed, so that a crash leaves no half-filled one.
  const draft = `${root}.${claim.leaseEpoch}.partial`;
  await rm(draft, { recursive: true, force: true });
  const left = await findLeft(claim);
  if (left !== null) await cp(left, draft, { recursive: true });
  else await placeInputs(claim, await openWorkspace(draft));
  await placeGiven(claim, await openWorkspace(draft));
  await placeSkills(claim, await openWorkspace(draft));
  await rename(draft, root);
  return { workspace: await openWorkspace(root), state: left === null ? "fresh" : "past" };
}

async function placeInputs(claim: ClaimedRun, workspace: Workspace): Promise<void> {
  for (const { path, storageKey } of claim.inputs) await placeInput(workspace, path, await pathOf(storageKey));
}

/** What came from others of its crew, also while the run waited. */
async function placeGiven(claim: ClaimedRun, workspace: Workspace): Promise<void> {
  for (const { path, storageKey } of claim.given) await placeGivenFile(workspace, path, await pathOf(storageKey));
}

async function pathOf(storageKey: string): Promise<string> {
  const path = await storage().localPath(storageKey);
  if (path === null) throw new Error(`file ${storageKey} has no path on this machine`);
  return path;
}

async function placeSkills({ agent }: ClaimedRun, workspace: Workspace): Promise<void> {
  for (const { path, content } of agent.skillFiles) await placeSkillFile(workspace, path, content);
}

/** The directory of the run that this one continues, if it is here and stands as it was after that step. */
async function findLeft({ scope, continues }: ClaimedRun): Promise<string | null> {
  if (continues === null) return null;
  const root = workspaceRoot(continues.runId);
  const isLast = and(eq(runs.id, continues.runId), eq(runs.steps, continues.step), isNotNull(runs.endedAt));
  const [ended] = await withOrg(scope, (tx) => tx.select({ id: runs.id }).from(runs).where(isLast));
  return ended && existsSync(root) ? root : null;
}
