import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { DomainError, isId, NotFound, newId } from "#kernel";
import { env } from "./env";

export type Stored = {
  /** Names the content from now on; not guessable from it, and not reused. */
  readonly key: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
};

/** Where files live. What is stored is never changed, so a key can be handed to anyone who may read it. */
export type Storage = {
  /**
   * Keeps a stream: all of it or nothing.
   * @throws DomainError `too_large` beyond `maxBytes`
   */
  put(content: AsyncIterable<Uint8Array>, limits?: { readonly maxBytes?: number }): Promise<Stored>;
  /** @throws NotFound */
  get(key: string): Promise<Readable>;
  /** A path for programs that need one, read-only. NULL: this storage has none. @throws NotFound */
  localPath(key: string): Promise<string | null>;
  /** Also when it is gone already. */
  remove(key: string): Promise<void>;
  /**
   * Removes what was begun, never finished, and not written to since a moment: a process that dies leaves it behind.
   * @returns how many
   */
  sweep(before: Date): Promise<number>;
};

const DRAFT = ".partial";

/** Files in a folder: `<last two digits of the id>/<id>`, so that no folder grows without limit. */
export function fileStorage(root: string): Storage {
  const pathOf = (key: string): string => {
    if (!isId(key)) throw new NotFound("stored file", key);
    return join(root, key.slice(-2), key);
  };

  const existing = async (key: string): Promise<string> => {
    const path = pathOf(key);
    const found = await stat(path).catch(() => null);
    if (!found) throw new NotFound("stored file", key);
    return path;
  };

  return {
    async put(content, { maxBytes = Number.POSITIVE_INFINITY } = {}) {
      const key = newId();
      const path = pathOf(key);
      // Beside its place, so that the rename stays on one disk and is atomic.
      const draft = `${path}${DRAFT}`;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const file = await open(draft, "wx", 0o600);
      try {
        const hash = createHash("sha256");
        let bytes = 0;
        for await (const chunk of content) {
          bytes += chunk.byteLength;
          if (bytes > maxBytes)
            throw new DomainError("too_large", `This file is larger than ${maxBytes} bytes, the most that is taken`, {
              maxBytes,
            });
          hash.update(chunk);
          await file.writeFile(chunk);
        }
        await file.sync();
        await file.close();
        await rename(draft, path);
        return { key, bytes, sha256: hash.digest("hex") };
      } catch (error) {
        await file.close().catch(() => undefined);
        await rm(draft, { force: true });
        throw error;
      }
    },
    async get(key) {
      return createReadStream(await existing(key));
    },
    localPath: existing,
    async remove(key) {
      await rm(pathOf(key), { force: true });
    },
    async sweep(before) {
      let removed = 0;
      const entries = (await stat(root).catch(() => null)) ? await readdir(root, { recursive: true }) : [];
      for (const entry of entries.filter((name) => name.endsWith(DRAFT))) {
        const path = join(root, entry);
        const found = await stat(path).catch(() => null);
        if (!found || found.mtime >= before) continue;
        await rm(path, { force: true });
        removed += 1;
      }
      return removed;
    },
  };
}

/** The folder that a `file:` address means; a relative one counts from where the agency was started. */
export const folderOf = (url: string): string => resolve(url.replace(/^file:(\/\/(?=\/))?/, ""));

/** The agency's files: STORAGE_URL, or the folder `files` of HIRELING_HOME. */
export function storage(): Storage {
  const { STORAGE_URL, HIRELING_HOME } = env();
  return fileStorage(STORAGE_URL ? folderOf(STORAGE_URL) : join(HIRELING_HOME, "files"));
}
