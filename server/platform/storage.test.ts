import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { DomainError, newId } from "#kernel";
import { fileStorage, folderOf } from "./storage";

const root = mkdtempSync(join(tmpdir(), "hireling-storage-"));
const storage = fileStorage(root);
afterAll(() => rmSync(root, { recursive: true }));

const files = () => readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

describe("file storage", () => {
  it("gives back what it was given", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 5_000 }), { maxLength: 8 }), async (chunks) => {
        const whole = Buffer.concat(chunks);
        const stored = await storage.put(Readable.from(chunks));
        expect(stored.bytes).toBe(whole.length);
        expect(stored.sha256).toBe(createHash("sha256").update(whole).digest("hex"));
        expect((await buffer(await storage.get(stored.key))).equals(whole)).toBe(true);
        await storage.remove(stored.key);
        await expect(storage.get(stored.key)).rejects.toMatchObject({ code: "not_found" });
      }),
      { numRuns: 30 },
    );
  });

  it("keeps nothing of a stream that breaks", async () => {
    const before = files().length;
    async function* broken() {
      yield randomBytes(70_000);
      throw new Error("the client went away");
    }
    await expect(storage.put(broken())).rejects.toThrow("the client went away");
    expect(files()).toHaveLength(before);
  });

  it("keeps nothing of a file that is too large, and stops reading it", async () => {
    const before = files().length;
    let chunks = 0;
    async function* endless() {
      for (;;) {
        chunks++;
        yield randomBytes(1_000);
      }
    }
    const failure = await storage.put(endless(), { maxBytes: 10_000 }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DomainError);
    expect(failure).toMatchObject({ code: "too_large", details: { maxBytes: 10_000 } });
    expect(chunks).toBe(11);
    expect(files()).toHaveLength(before);
  });

  it("shows a file only when all of it is there", async () => {
    let seen: string[] = [];
    async function* watched() {
      yield Buffer.from("half");
      seen = files().map((entry) => entry.name);
      yield Buffer.from(" and half");
    }
    const { key } = await storage.put(watched());
    expect(seen).toEqual([`${key}.partial`]);
    expect(files().map((entry) => entry.name)).toEqual([key]);
    await storage.remove(key);
    await storage.remove(key);
  });

  it("sweeps what was begun long ago and never finished, and nothing else", async () => {
    const { key: kept } = await storage.put(Readable.from([Buffer.from("all of it")]));
    const died = newId();
    const folder = join(root, died.slice(-2));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${died}.partial`), "half");
    const anHourAgo = new Date(Date.now() - 3_600_000);
    expect(await storage.sweep(anHourAgo)).toBe(0);
    utimesSync(join(folder, `${died}.partial`), new Date(0), new Date(0));
    utimesSync(join(root, kept.slice(-2), kept), new Date(0), new Date(0));
    expect(await storage.sweep(anHourAgo)).toBe(1);
    expect(files().map(({ name }) => name)).toEqual([kept]);
    await storage.remove(kept);
    expect(await fileStorage(join(root, "nowhere")).sweep(anHourAgo)).toBe(0);
  });

  it.each(["../../etc/passwd", "", "/etc/passwd", `${newId()}.partial`, `../${newId()}`])(
    "does not follow the key %j",
    async (key) => {
      await expect(storage.get(key)).rejects.toMatchObject({ code: "not_found" });
      await expect(storage.remove(key)).rejects.toMatchObject({ code: "not_found" });
    },
  );
});

it.each([
  ["file:/srv/files", "/srv/files"],
  ["file:///srv/files", "/srv/files"],
  ["file:files", join(process.cwd(), "files")],
])("%s is %s", (url, folder) => expect(folderOf(url)).toBe(folder));
