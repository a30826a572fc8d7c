import { createReadStream } from "node:fs";
import { basename, extname } from "node:path";
import { storage } from "#platform";

/** A run's file in storage, ready for its row. */
export type StoredFile = {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly mediaType: string;
  readonly storageKey: string;
};

const MEDIA_TYPES: Record<string, string> = {
  ".csv": "text/csv",
  ".tsv": "text/tab-separated-values",
  ".json": "application/json",
  ".ndjson": "application/x-ndjson",
  ".jsonl": "application/x-ndjson",
  ".md": "text/markdown",
  ".txt": "text/plain",
  ".html": "text/html",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".pdf": "application/pdf",
  ".parquet": "application/vnd.apache.parquet",
  ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/** The media type that a name's ending says; bytes are never sniffed into something a browser would run. */
export const mediaTypeOf = (name: string): string =>
  MEDIA_TYPES[extname(name).toLowerCase()] ?? "application/octet-stream";

/** Keeps a copy of a workspace file. */
export async function storeFile(absolutePath: string, path: string): Promise<StoredFile> {
  const { key, bytes, sha256 } = await storage().put(createReadStream(absolutePath));
  return { name: basename(path), bytes, sha256, mediaType: mediaTypeOf(path), storageKey: key };
}
