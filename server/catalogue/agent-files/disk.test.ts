import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AGENT, agentFile, CHARTING, file } from "./agent.fixture";
import { readAgentDirectory, writeAgentDirectory } from "./disk";
import { readFolders } from "./group-folders";

describe("a place with folders", () => {
  it("has one agent for each AGENT.md, named by its folder, and problems by their path", () => {
    const files = [
      file("README.md"),
      file("team/one/AGENT.md", AGENT),
      file("team/one/skills/charting/SKILL.md", CHARTING),
      file("team/two/AGENT.md", "nothing"),
      file("team/Three/AGENT.md", AGENT),
    ];
    const { agents, problems } = readFolders("agents", files);
    expect(agents.map(({ spec }) => spec.slug)).toEqual(["one"]);
    expect(problems.map(({ path }) => path)).toEqual(["team/Three/AGENT.md", "team/two/AGENT.md"]);
    expect(() => readFolders("agents", [file("README.md")])).toThrow("no AGENT.md");
  });

  it("may be an agent itself, and may not have two of one slug", () => {
    expect(readFolders("alone", [agentFile()]).agents[0]?.spec.slug).toBe("alone");
    const twice = [
      file("a/AGENT.md", AGENT.replace("role:", "slug: same\nrole:")),
      file("b/AGENT.md", AGENT.replace("role:", "slug: same\nrole:")),
    ];
    expect(readFolders("x", twice).problems).toMatchObject([{ path: "same" }]);
  });
});

describe("a directory", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "hireling-agents-test-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it("gives back every byte of the agents that ship, and drops skills that are gone", async () => {
    const { agents, problems } = await readAgentDirectory("agents");
    expect(problems).toEqual([]);
    await mkdir(join(root, "data-analyst/skills/old"), { recursive: true });
    await writeFile(join(root, "data-analyst/skills/old/SKILL.md"), "x");
    for (const { spec, files } of agents) await writeAgentDirectory(join(root, spec.slug), files);
    const names = async (at: string) => (await readdir(at, { recursive: true })).sort();
    expect(await names(root)).toEqual(await names("agents"));
    for (const { spec, files } of agents)
      for (const { path, content } of files) expect(await readFile(join(root, spec.slug, path), "utf8")).toBe(content);
    expect(await readAgentDirectory(root)).toEqual({ agents, problems });
  });

  it("leaves hidden files alone, follows no link, and names what is no text", async () => {
    await writeFile(join(root, "AGENT.md"), AGENT.replace("role:", "slug: me\nrole:"));
    await mkdir(join(root, ".git"));
    await writeFile(join(root, ".git", "AGENT.md"), "x");
    expect((await readAgentDirectory(root)).agents).toHaveLength(1);
    await mkdir(join(root, "skills/charting"), { recursive: true });
    await writeFile(join(root, "skills/charting/SKILL.md"), Buffer.from([0xff, 0xfe, 0x00]));
    expect((await readAgentDirectory(root)).problems.map(({ path }) => path)).toContain("skills/charting/SKILL.md");
    await symlink("/etc/passwd", join(root, "skills/charting/link.md"));
    await expect(readAgentDirectory(root)).rejects.toThrow("symbolic link");
    await expect(readAgentDirectory(join(root, "none"))).rejects.toThrow("There is no folder");
  });
});
