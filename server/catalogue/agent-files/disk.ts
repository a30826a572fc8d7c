import { lstat, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { AgentFile } from "#drizzle/schema/index";
import { InvalidInput } from "#kernel";
import { FOLDER_LIMITS, SKILLS_FOLDER } from "./agent";
import { type ReadFolders, readFolders } from "./group-folders";
import { decodeText, isHidden } from "./incoming";

/** Agents live beside other things in a repository: what is deeper than this is not theirs. */
const MAX_DEPTH = 8;
const MAX_FILES = FOLDER_LIMITS.agents * FOLDER_LIMITS.filesOfAnAgent;

/**
 * Reads the agents of a directory: the directory itself, or folders in it.
 * @throws InvalidInput when there is none, or a file is no text
 */
export async function readAgentDirectory(directory: string): Promise<ReadFolders> {
  const stats = await lstat(directory).catch(() => null);
  if (!stats?.isDirectory()) throw new InvalidInput("directory", `There is no folder ${directory}.`);
  const files: AgentFile[] = [];
  await collect(directory, "", 1, files);
  return readFolders(basename(resolve(directory)), files);
}

async function collect(directory: string, prefix: string, depth: number, files: AgentFile[]): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = prefix + entry.name;
    if (isHidden(entry.name)) continue;
    if (entry.isSymbolicLink())
      throw new InvalidInput(
        "directory",
        `${path} is a symbolic link, which is not followed. Put the file itself there.`,
      );
    if (entry.isDirectory()) {
      if (depth < MAX_DEPTH) await collect(join(directory, entry.name), `${path}/`, depth + 1, files);
    } else if (entry.isFile()) {
      if (files.length === MAX_FILES)
        throw new InvalidInput(
          "directory",
          `The folder has more than ${MAX_FILES} files. Name the one with the agents.`,
        );
      files.push({ path, content: decodeText(await readFile(join(directory, entry.name))) });
    }
  }
}

/**
 * Writes an agent's folder, so that it holds what the agent has and no skill beside: an older edition there is replaced.
 * @param directory the agent's own folder; made when it is missing
 */
export async function writeAgentDirectory(directory: string, files: readonly AgentFile[]): Promise<void> {
  await rm(join(directory, SKILLS_FOLDER), { recursive: true, force: true });
  for (const { path, content } of files) {
    const target = join(directory, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}
