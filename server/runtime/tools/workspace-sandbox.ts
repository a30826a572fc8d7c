import { constants } from "node:fs";
import { copyFile, lstat, mkdir, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DomainError } from "#kernel";
import { LIMITS } from "./limits";
import type { Workspace, WorkspaceFile } from "./port";
import { tableFormat } from "./table-names";
import { adoptFile, type ListedFile, listFiles } from "./workspace";

/** What was copied, so that what the child added can be told from it. */
export type CopiedFile = { readonly path: string; readonly bytes: number; readonly modifiedMs: number };

/**
 * Copies workspace files into a child's directory. A copy and not the workspace itself: foreign SQL can then write
 * where it likes and follow what it likes, and the client's files stay as they were sent.
 */
export async function copyInto(directory: string, files: readonly ListedFile[]): Promise<CopiedFile[]> {
  const copies: CopiedFile[] = [];
  for (const file of files) {
    const target = join(directory, file.path);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(file.absolutePath, target, constants.COPYFILE_FICLONE);
    const { size, mtimeMs } = await lstat(target);
    copies.push({ path: file.path, bytes: size, modifiedMs: mtimeMs });
  }
  return copies;
}

export type Adopted = { readonly written: readonly WorkspaceFile[]; readonly refused: readonly string[] };

/** Takes over the files that a child added or changed, under the rules of the workspace (the client's own stay). */
export async function adoptChanges(
  workspace: Workspace,
  directory: string,
  copies: readonly CopiedFile[],
): Promise<Adopted> {
  const before = new Map(copies.map((copy) => [copy.path, copy]));
  const changed: string[] = [];
  for (const path of await filesBelow(directory)) {
    const { size, mtimeMs } = await lstat(join(directory, path));
    const copy = before.get(path);
    if (copy?.bytes !== size || copy.modifiedMs !== mtimeMs) changed.push(path);
  }
  // Each is held against all that are there: a partitioned COPY can make a hundred thousand.
  if (changed.length > LIMITS.workspaceFiles) {
    const why = `${changed.length} files were made at once; a workspace holds ${LIMITS.workspaceFiles}. Write fewer, larger files.`;
    return { written: [], refused: [why] };
  }
  const written: WorkspaceFile[] = [];
  const refused: string[] = [];
  for (const path of changed) {
    try {
      written.push(await adoptFile(workspace, path, join(directory, path)));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refused.push(error.message);
    }
  }
  return { written, refused };
}

/** The files a query can read: all of the workspace that is data or text. */
export async function queryableFiles(workspace: Workspace): Promise<ListedFile[]> {
  return (await listFiles(workspace)).filter((file) => tableFormat(file.path) !== null || file.path.endsWith(".txt"));
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const prefix = directory.length + 1;
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(prefix))
    .sort();
}
