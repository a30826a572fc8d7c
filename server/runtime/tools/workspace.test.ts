import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve, sep } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Workspace } from "./port";
import {
  listFiles,
  locate,
  normalizePath,
  openWorkspace,
  placeInput,
  placeSkillFile,
  safeFileName,
  writeWorkspaceFile,
} from "./workspace";

let directory: string;
let workspace: Workspace;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "hireling-workspace-test-"));
  workspace = await openWorkspace(join(directory, "workspace"));
  await writeFile(join(directory, "secret.txt"), "secret");
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const write = (path: string, text = "x") => writeWorkspaceFile(workspace, path, Buffer.from(text));

describe("normalizePath", () => {
  it.each([
    "",
    ".",
    "/",
    "..",
    "../a",
    "a/../../b",
    "/etc/passwd",
    "a\0b",
    "C:/x",
    "a\\..\\b",
    ".env",
    "a/.git/config",
    "a\nb",
    "x".repeat(301),
  ])("refuses %j", (path) => expect(() => normalizePath(path)).toThrow(/path/));

  it("keeps every path it accepts inside, and changes nothing the second time", () => {
    const piece = fc.oneof(
      fc.constantFrom("..", ".", "", "/", "\\", "\0", "a", "~", "C:"),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }).map((parts) => parts.join("/")),
        (path) => {
          let normal: string;
          try {
            normal = normalizePath(path);
          } catch {
            return;
          }
          expect(resolve("/root/of/run", normal).startsWith(`/root/of/run${sep}`)).toBe(true);
          expect(normalizePath(normal)).toBe(normal);
        },
      ),
    );
  });
});

describe("a workspace", () => {
  it("lists the client's files first and hides what is hidden", async () => {
    await write("a.md");
    await write("charts/b.svg");
    await placeInput(workspace, "z.csv", join(directory, "secret.txt"));
    await writeFile(join(workspace.root, ".hidden"), "x");
    expect((await listFiles(workspace)).map(({ path, isInput }) => [path, isInput])).toEqual([
      ["z.csv", true],
      ["a.md", false],
      ["charts/b.svg", false],
    ]);
  });

  it("follows no link: not at the end, not on the way, not in the listing", async () => {
    await symlink(join(directory, "secret.txt"), join(workspace.root, "link.txt"));
    await symlink(directory, join(workspace.root, "out"));
    await expect(locate(workspace, "link.txt")).rejects.toThrow("symbolic link");
    await expect(locate(workspace, "out/secret.txt")).rejects.toThrow("symbolic link");
    await expect(write("link.txt", "overwritten")).rejects.toThrow("symbolic link");
    await expect(write("out/new.txt")).rejects.toThrow("symbolic link");
    expect(await listFiles(workspace)).toEqual([]);
    expect(await readFile(join(directory, "secret.txt"), "utf8")).toBe("secret");
  });

  it("leaves the client's files as they were sent", async () => {
    await placeInput(workspace, "data.csv", join(directory, "secret.txt"));
    expect((await stat(join(workspace.root, "data.csv"))).mode & 0o777).toBe(0o444);
    await expect(write("./data.csv")).rejects.toThrow("client's own file");
  });

  it("says what is not a file, and what is not there", async () => {
    await mkdir(join(workspace.root, "folder"));
    await write("file.md");
    await expect(locate(workspace, "folder")).rejects.toThrow("is a folder");
    await expect(write("file.md/x.md")).rejects.toThrow('"file.md" is a file');
    await expect(locate(workspace, "missing.md")).rejects.toThrow('no file "missing.md"');
  });

  it("refuses a file above the limit and keeps what was there", async () => {
    await write("a.bin", "before");
    await expect(writeWorkspaceFile(workspace, "a.bin", new Uint8Array(50 * 1024 * 1024 + 1))).rejects.toThrow(
      "may have at most",
    );
    expect(await readFile(join(workspace.root, "a.bin"), "utf8")).toBe("before");
  });

  it("holds an agent's skills beside the client's files: to be read, not to be changed", async () => {
    await placeSkillFile(workspace, "skills/charting/SKILL.md", "Draw.");
    await placeSkillFile(workspace, "skills/charting/SKILL.md", "Draw well.");
    expect((await placeInput(workspace, "skills", join(directory, "secret.txt"))).path).toBe("skills-2");
    expect((await listFiles(workspace)).map(({ path, isInput }) => [path, isInput])).toEqual([
      ["skills-2", true],
      ["skills/charting/SKILL.md", true],
    ]);
    expect(await readFile(join(workspace.root, "skills/charting/SKILL.md"), "utf8")).toBe("Draw well.");
    await expect(write("skills/charting/SKILL.md")).rejects.toThrow("stays as it was sent");
    await expect(placeSkillFile(workspace, "../skills/SKILL.md", "x")).rejects.toThrow("..");
  });

  it("takes a file over from any mode of the source and numbers equal names", async () => {
    await chmod(join(directory, "secret.txt"), 0o600);
    expect((await placeInput(workspace, "A.csv", join(directory, "secret.txt"))).path).toBe("A.csv");
    expect((await placeInput(workspace, "a.csv", join(directory, "secret.txt"))).path).toBe("a-2.csv");
  });
});

describe("safeFileName", () => {
  it.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\temp\\report.xlsx", "report.xlsx"],
    [".env", "env"],
    ["a\0b\n.csv", "a_b_.csv"],
    ["<script>.csv", "_script_.csv"],
    ["..", "file"],
    ["", "file"],
  ])("%j is %j", (name, safe) => expect(safeFileName(name)).toBe(safe));

  it("is always a name the tools accept", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
        const safe = safeFileName(name);
        expect(normalizePath(safe)).toBe(safe);
      }),
    );
  });
});
