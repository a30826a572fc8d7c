import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { env, storage } from "#platform";
import { openWorkspace, placeInput, type Workspace } from "#runtime";
import type { ClaimedRun } from "./claim-run";

/** Where the runs of this agency work, on this machine. */
const workspaceRoot = (runId: string): string => join(env().HIRELING_HOME, "workspaces", runId);

/**
 * Opens the run's directory with the client's files in it. `isNew` when it had to be made, which for a run that has
 * worked before means that its files were lost with another machine.
 */
export async function prepareWorkspace(claim: ClaimedRun): Promise<{ workspace: Workspace; isNew: boolean }> {
  const root = workspaceRoot(claim.runId);
  const isNew = !existsSync(root);
  if (isNew) {
    // Filled beside its place and renamed, so that a crash leaves no half-filled one.
    const draft = `${root}.${claim.leaseEpoch}.partial`;
    await rm(draft, { recursive: true, force: true });
    const unfinished = await openWorkspace(draft);
    for (const { path, storageKey } of claim.inputs) {
      const source = await storage().localPath(storageKey);
      if (source === null) throw new Error(`file ${storageKey} has no path on this machine`);
      await placeInput(unfinished, path, source);
    }
    await rename(draft, root);
  }
  return { workspace: await openWorkspace(root), isNew };
}
