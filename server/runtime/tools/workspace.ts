import { constants } from "node:fs";
import { chmod, copyFile, lstat, mkdir, open, readdir, realpath, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Conflict, InvalidInput, NotFound } from "#kernel";
import { LIMITS } from "./limits";
import type { Workspace, WorkspaceFile } from "./port";

/** A workspace file as the tools see it. `isInput`: the client sent it, or it is a skill of the agent, and no tool may change it. */
export type ListedFile = WorkspaceFile & {
  readonly absolutePath: string;
  readonly isInput: boolean;
  readonly modifiedMs: number;
};

// Inputs are marked by their mode, so the mark travels with the file and needs no list beside it.
const INPUT_MODE = 0o444;
const WRITE_BITS = 0o222;
const OUTPUT_MODE = 0o644;
/** The folder of the agent's skills. */
const SKILLS = "skills";
const MAX_DEPTH = 8;
const MAX_NAME_BYTES = 200;

/** Opens the directory of one run, creating it when it is missing. Its own path may contain links; nothing below it may. */
export async function openWorkspace(root: string): Promise<Workspace> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  return { root: await realpath(root) };
}

/**
 * Checks and normalizes a path that came from a model: relative, forward slashes, no `..`, nothing hidden.
 * Pure: whether links lie on the way is for {@link locate} to see.
 * @throws InvalidInput naming `field`
 */
export function normalizePath(path: string, field = "path"): string {
  const shown = JSON.stringify(path.slice(0, 80));
  const refuse = (why: string): never => {
    throw new InvalidInput(field, `${field}: ${shown} ${why}. Use a path inside the workspace such as "report.md".`);
  };
  if (path.length > LIMITS.pathCharacters) refuse(`is longer than ${LIMITS.pathCharacters} characters`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
  if (/[\u0000-\u001f\u007f]/.test(path)) refuse("contains a control character");
  if (path.includes("\\")) refuse("contains a backslash");
  if (path.startsWith("/")) refuse("is absolute");
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  if (/^[A-Za-z]:/.test(names[0] ?? "")) refuse("begins with a drive letter");
  if (names.length === 0) refuse("names no file");
  if (names.includes("..")) refuse('contains ".."');
  if (names.some((name) => name.startsWith("."))) refuse("is hidden (a name starts with a dot)");
  if (names.length > MAX_DEPTH) refuse(`is deeper than ${MAX_DEPTH} folders`);
  if (names.some((name) => Buffer.byteLength(name) > MAX_NAME_BYTES)) refuse("has a name that is too long");
  return names.join("/");
}

/**
 * Finds a file of the workspace.
 * @throws InvalidInput when the path leaves the workspace or passes a link, NotFound when no file is there
 */
export async function locate(workspace: Workspace, path: string, field = "path"): Promise<ListedFile> {
  const { relative, found } = await resolvePath(workspace, path, field);
  if (!found) throw new NotFound("file", relative);
  return found;
}

/** All files a person would see, the client's first, then by depth and name: an order that new files do not disturb. */
export async function listFiles(workspace: Workspace): Promise<ListedFile[]> {
  const files = await collect(workspace.root, "");
  return files.sort(
    (a, b) =>
      Number(b.isInput) - Number(a.isInput) ||
      a.path.split("/").length - b.path.split("/").length ||
      (a.path < b.path ? -1 : 1),
  );
}

/**
 * Writes a file, creating folders on the way.
 * @throws InvalidInput for a bad path, Conflict when the file is the client's own, a folder, or would pass a limit
 */
export async function writeWorkspaceFile(
  workspace: Workspace,
  path: string,
  bytes: Uint8Array,
): Promise<WorkspaceFile> {
  const target = await prepareTarget(workspace, path, bytes.byteLength);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
  const file = await open(target.absolutePath, flags, OUTPUT_MODE);
  try {
    await file.writeFile(bytes);
  } finally {
    await file.close();
  }
  return { path: target.relative, bytes: bytes.byteLength };
}

/** Takes over a file that a sandbox child made. Its name and content are untrusted; links are not followed. Throws as {@link writeWorkspaceFile}. */
export async function adoptFile(workspace: Workspace, path: string, source: string): Promise<WorkspaceFile> {
  const stats = await lstat(source);
  if (!stats.isFile()) throw new Conflict(`"${path}" is not a regular file.`);
  const target = await prepareTarget(workspace, path, stats.size);
  await copyFile(source, target.absolutePath, constants.COPYFILE_FICLONE);
  await chmod(target.absolutePath, OUTPUT_MODE);
  return { path: target.relative, bytes: stats.size };
}

/**
 * Puts a file of the client into the workspace root, read-only (mode 0444): that marks it as an input.
 * Any name is accepted and made safe; a name that is taken gets a number.
 * @param source absolute path of the stored file
 */
export async function placeInput(workspace: Workspace, name: string, source: string): Promise<WorkspaceFile> {
  const safe = safeFileName(name);
  const names = (await listFiles(workspace)).map((file) => file.path.toLowerCase());
  const path = firstFree(safe, new Set([SKILLS, ...names]));
  const target = join(workspace.root, path);
  await copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await chmod(target, INPUT_MODE);
  return { path, bytes: (await lstat(target)).size };
}

/**
 * Puts a file of one of the agent's skills into the workspace, read-only, in place of the one of an earlier edition.
 * @param path below `skills/`, as the agent's folder has it
 */
export async function placeSkillFile(workspace: Workspace, path: string, content: string): Promise<void> {
  const { absolutePath } = await resolvePath(workspace, path, "path");
  await mkdir(dirname(absolutePath), { recursive: true });
  await rm(absolutePath, { force: true });
  await writeFile(absolutePath, content, { mode: INPUT_MODE });
}

/** Puts a file that the house hands over at a path of its own, read-only; whatever stands there gives way. */
export async function placeGivenFile(workspace: Workspace, path: string, source: string): Promise<void> {
  const names = normalizePath(path).split("/");
  for (const depth of names.keys()) {
    const above = join(workspace.root, ...names.slice(0, depth + 1));
    const stats = await lstat(above).catch(() => null);
    const isLast = depth === names.length - 1;
    if (stats && (isLast || !stats.isDirectory())) await rm(above, { recursive: true });
  }
  const target = join(workspace.root, ...names);
  await mkdir(dirname(target), { recursive: true });
  // Under a hidden name until it is whole, so that a crash leaves no half of it.
  const draft = join(dirname(target), `.${names.at(-1)}`);
  await copyFile(source, draft, constants.COPYFILE_FICLONE);
  await chmod(draft, INPUT_MODE);
  await rename(draft, target);
}

/** The last part of a client's file name, without what a path, a shell or a listing could trip over: `../../etc/passwd` is `passwd`. */
export function safeFileName(name: string): string {
  const last = name.normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here
  const clean = last.replace(/[\u0000-\u001f\u007f:*?"<>|]+/g, "_").replace(/^[.\s]+|[.\s]+$/g, "");
  const [stem, extension] = splitName(clean);
  const kept = [...stem].slice(0, 40).join("") || "file";
  return kept + [...extension].slice(0, 10).join("");
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  const [stem, extension] = splitName(name);
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${stem}-${n}${extension}`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}

function splitName(name: string): [stem: string, extension: string] {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
}

async function collect(directory: string, prefix: string, depth = 1): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.name.startsWith(".")) continue;
    const absolutePath = join(directory, entry.name);
    if (entry.isDirectory() && depth < MAX_DEPTH) {
      files.push(...(await collect(absolutePath, `${prefix}${entry.name}/`, depth + 1)));
    } else if (entry.isFile()) {
      const { mode, size, mtimeMs } = await lstat(absolutePath);
      const isInput = (mode & WRITE_BITS) === 0;
      files.push({ path: prefix + entry.name, absolutePath, bytes: size, isInput, modifiedMs: mtimeMs });
    }
  }
  return files;
}

type Resolved = { readonly relative: string; readonly absolutePath: string; readonly found: ListedFile | null };

/** Walks the path one name at a time, because a link anywhere on the way would lead out. */
async function resolvePath(workspace: Workspace, path: string, field: string): Promise<Resolved> {
  const relative = normalizePath(path, field);
  const names = relative.split("/");
  let current = workspace.root;
  for (const [index, name] of names.entries()) {
    current = join(current, name);
    const stats = await lstat(current).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    });
    if (!stats) return { relative, absolutePath: join(workspace.root, relative), found: null };
    if (stats.isSymbolicLink()) {
      throw new InvalidInput(field, `${field}: "${relative}" passes a symbolic link, which is not followed.`);
    }
    const isLast = index === names.length - 1;
    if (isLast ? !stats.isFile() : !stats.isDirectory()) {
      throw new InvalidInput(
        field,
        `${field}: "${relative}" is not a file: "${name}" is ${isLast ? "a folder" : "a file"}.`,
      );
    }
    if (isLast) {
      const isInput = (stats.mode & WRITE_BITS) === 0;
      const found = { path: relative, absolutePath: current, bytes: stats.size, isInput, modifiedMs: stats.mtimeMs };
      return { relative, absolutePath: current, found };
    }
  }
  throw new InvalidInput(field, `${field}: names no file.`);
}

async function prepareTarget(workspace: Workspace, path: string, bytes: number): Promise<Resolved> {
  const target = await resolvePath(workspace, path, "path");
  if (target.found?.isInput) {
    throw new Conflict(
      `"${target.relative}" is the client's own file and stays as it was sent. Write under another name.`,
    );
  }
  if (bytes > LIMITS.fileBytes) {
    throw new Conflict(`"${target.relative}" would have ${bytes} bytes; a file may have at most ${LIMITS.fileBytes}.`);
  }
  const files = await listFiles(workspace);
  const total = files.reduce((sum, file) => sum + file.bytes, 0) - (target.found?.bytes ?? 0) + bytes;
  if (total > LIMITS.workspaceBytes || (!target.found && files.length >= LIMITS.workspaceFiles)) {
    throw new Conflict(
      `The workspace is full: at most ${LIMITS.workspaceFiles} files and ${LIMITS.workspaceBytes} bytes together.`,
    );
  }
  await mkdir(dirname(target.absolutePath), { recursive: true });
  return target;
}
