import { zipSync } from "fflate";

/** A folder or a zip file, ready to be sent: `zip` in base64. */
export type Packed = { readonly name: string; readonly zip: string };

/** What is sent has to fit into one request. */
const MAX_BYTES = 1_400_000;
const MAX_FILES = 2_000;

/** A file with its path below what was chosen or dropped. */
export type PathFile = { readonly path: string; readonly file: File };

const isHidden = (path: string): boolean => path.split("/").some((name) => name.startsWith("."));

/**
 * Packs what a person chose or dropped: one zip file as it is, folders into a zip.
 * @returns a sentence for people when it cannot be sent
 */
export async function pack(files: readonly PathFile[]): Promise<Packed | string> {
  const shown = files.filter(({ path }) => !isHidden(path));
  const [first] = shown;
  if (!first) return "There is no file in it.";
  if (shown.length === 1 && /\.zip$/i.test(first.file.name)) {
    if (first.file.size > MAX_BYTES) return tooLarge;
    return { name: first.file.name.replace(/\.zip$/i, ""), zip: toBase64(await bytesOf(first.file)) };
  }
  if (shown.length > MAX_FILES) return `These are ${shown.length} files. Choose the folder with the agents only.`;
  if (shown.reduce((sum, { file }) => sum + file.size, 0) > 4 * MAX_BYTES) return tooLarge;
  const contents = await Promise.all(shown.map(async ({ path, file }) => [path, await bytesOf(file)] as const));
  const zip = zipSync(Object.fromEntries(contents));
  return zip.length > MAX_BYTES ? tooLarge : { name: first.path.split("/")[0] ?? "agents", zip: toBase64(zip) };
}

const tooLarge = "It is larger than agents are. Choose the folder with the agents only.";

const bytesOf = async (file: File): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());

/** In pieces: a function takes only so many arguments. */
function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 8_192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8_192));
  }
  return btoa(text);
}

/** The files of chosen folders, or chosen files by themselves. */
export const chosenFiles = (list: FileList | null): PathFile[] =>
  [...(list ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

/** The files of what was dropped, folders with all that is in them. */
export async function droppedFiles(data: DataTransfer): Promise<PathFile[]> {
  // Entries are gone once the event is over, so they are taken before anything is awaited.
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  return (await Promise.all(entries.map((entry) => walk(entry, "")))).flat();
}

async function walk(entry: FileSystemEntry, prefix: string): Promise<PathFile[]> {
  if (entry.name.startsWith(".")) return [];
  const path = `${prefix}${entry.name}`;
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path, file }];
  }
  if (!isFolder(entry)) return [];
  const inner = await readAll(entry.createReader());
  return (await Promise.all(inner.map((child) => walk(child, `${path}/`)))).flat();
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** A reader gives a hundred entries at a time, and none at the end. */
async function readAll(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
  return batch.length === 0 ? [] : [...batch, ...(await readAll(reader))];
}
