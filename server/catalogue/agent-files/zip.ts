import { strToU8, type UnzipFileInfo, unzipSync, zipSync } from "fflate";
import type { AgentFile } from "#drizzle/schema/index";
import { DomainError, InvalidInput } from "#kernel";
import { FOLDER_LIMITS } from "./agent";
import { decodeText, isHidden } from "./incoming";

const MAX_ENTRIES = 2_000;
/** Bytes after unpacking. */
const MAX_UNPACKED = 8 * FOLDER_LIMITS.agent;

/** The same files make the same bytes, whenever and wherever they are packed. */
const PACKED_AT = new Date(1980, 0, 1);

/**
 * Unpacks text files from a zip of unknown origin, in memory: nothing is written anywhere. Sizes are checked before
 * anything is unpacked, and what an entry holds beyond the size it names is not read.
 * @throws InvalidInput naming `zip`
 */
export function unpackZip(bytes: Uint8Array): AgentFile[] {
  let entries = 0;
  let unpacked = 0;
  const filter = ({ name, size, originalSize }: UnzipFileInfo): boolean => {
    entries += 1;
    // Entries may overlap, and one that is not compressed takes its packed size, whatever it says.
    unpacked += Math.max(size, originalSize);
    if (entries > MAX_ENTRIES) refuse(`It has more than ${MAX_ENTRIES} files.`);
    if (unpacked > MAX_UNPACKED) refuse(`Unpacked it would have more than ${MAX_UNPACKED} bytes.`);
    checkPath(name);
    return !name.endsWith("/") && !name.split("/").some(isHidden);
  };
  try {
    const files = unzipSync(bytes, { filter });
    return Object.entries(files).map(([path, content]) => ({ path, content: decodeText(content) }));
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new InvalidInput("zip", "This is no zip file that can be read. Pack the folder again, without a password.");
  }
}

function refuse(why: string): never {
  throw new InvalidInput("zip", `This zip file was not unpacked: ${why} Pack the agents' folders only.`);
}

/** @throws InvalidInput for a path that would lead out of the folder it is unpacked in */
function checkPath(path: string): void {
  const shown = JSON.stringify(path.slice(0, 80));
  if (path.length > 300) refuse(`${shown} is too long a path.`);
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path) || path.includes("\\") || path.split("/").includes("..")) {
    refuse(`the path ${shown} leads out of it.`);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
  if (/[\u0000-\u001f\u007f]/.test(path)) refuse(`${shown} has a control character in its path.`);
}

/** Packs files into a zip, byte for byte the same for the same files. */
export const packZip = (files: readonly AgentFile[]): Uint8Array =>
  zipSync(Object.fromEntries(files.map(({ path, content }) => [path, strToU8(content)])), { mtime: PACKED_AT });
