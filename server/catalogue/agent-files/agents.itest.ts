import { beforeAll, describe, expect, it } from "vitest";
import {
  exportAgents,
  findForHire,
  getEdition,
  getHistory,
  getVersionLines,
  type ImportedAgent,
  type Importer,
  importAgents,
  planImport,
  readAgentDirectory,
  readFolders,
  seedCatalogue,
} from "#catalogue";
import { CATALOGUE } from "#drizzle/seed/index";
import { newId, systemClock } from "#kernel";
import { type Tx, withSystem } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database/index";

const { owner } = testDatabase();

const addPublisher = ({ orgId, label }: Importer) =>
  owner.query("insert into organizations (id, slug, name) values ($1, $2, $3)", [orgId, label.toLowerCase(), label]);

const house = { orgId: newId(), label: "House" };

beforeAll(() => addPublisher(house));
const shipped = await readAgentDirectory("agents");
const inSystem = <T>(fn: (tx: Tx) => Promise<T>) => withSystem(fn);
const seed = (read = shipped) => inSystem((tx) => seedCatalogue(tx, CATALOGUE, house, read));

const CHARTING = {
  path: "skills/charting/SKILL.md",
  content: "---\nname: charting\ndescription: Draws charts.\n---\nDraw.\n",
};

/** A folder of one agent. */
const folder = (
  slug: string,
  { words = "You work.", tools = "[read_file, deliver]", model = "anthropic/claude-sonnet-5-5" } = {},
  ...more: { path: string; content: string }[]
) =>
  readFolders(slug, [
    {
      path: "AGENT.md",
      content: `---\nname: ${slug}\nrole: Tester\nskills: [testing] # of all kinds\nmodel: ${model}\ntools: ${tools}\n---\n${words}\n`,
    },
    ...more,
  ]);

const outcomes = (agents: readonly ImportedAgent[]) =>
  agents.map(({ slug, outcome, version }) => `${slug} ${outcome} ${version}`);

// In this order: an agency's life.
describe("the agents that ship", () => {
  it("are imported at the first start, and not again", async () => {
    expect(await seed()).toMatchObject({ agents: shipped.agents.length });
    expect(await seed()).toMatchObject({ agents: 0 });
    expect(await exportAgents()).toEqual(
      shipped.agents.map(({ spec, files }) => ({ slug: spec.slug, files })).sort((a, b) => (a.slug < b.slug ? -1 : 1)),
    );
  });

  it("get a version when their folder changed, which runs hired before do not see", async () => {
    await seed(folder("shipped-one"));
    const before = await inSystem((tx) => findForHire(tx, "shipped-one"));
    expect(await seed(folder("shipped-one", { words: "You work well." }))).toMatchObject({ agents: 1 });
    const now = await inSystem((tx) => findForHire(tx, "shipped-one"));
    expect([before?.version, now?.version]).toEqual([1, 2]);
    expect(now?.instructions).toBe("You work well.");
    expect(await inSystem((tx) => getEdition(tx, before?.versionId ?? ""))).toEqual(before);
  });

  it("are left alone once somebody edited them, until the edit is taken back", async () => {
    await importAgents(house, folder("shipped-one", { words: "You work my way." }));
    expect(await seed(folder("shipped-one", { words: "You work even better." }))).toMatchObject({ agents: 0 });
    expect((await inSystem((tx) => findForHire(tx, "shipped-one")))?.instructions).toBe("You work my way.");
    await importAgents(house, folder("shipped-one", { words: "You work well." }));
    expect(await seed(folder("shipped-one", { words: "You work even better." }))).toMatchObject({ agents: 1 });
    expect((await inSystem((tx) => findForHire(tx, "shipped-one")))?.instructions).toBe("You work even better.");
  });

  it("follow the folders also when they were seeded before agents were files", async () => {
    const agentId = newId();
    await owner.query(
      "insert into agents (id, org_id, slug, publisher_name, listing) values ($1, $2, 'old-one', 'House', 'listed')",
      [agentId, house.orgId],
    );
    await owner.query(
      `insert into agent_versions (id, agent_id, version, name, role, grade, pitch, skills, tools, instructions, model_id, markup_bps, max_steps, max_output_per_step)
       select $1, $2, 1, 'Old', 'Tester', 'senior', 'Old.', '{testing}', '{deliver,forgotten}', 'You work.', id, 1250, 5, 2048 from models where model_id = 'claude-sonnet-5-5'`,
      [newId(), agentId],
    );
    const [exported] = await exportAgents(["old-one"]);
    expect(exported?.files[0]?.content).toContain("markup: 12.5%");
    const again = readFolders("x", exported?.files ?? []);
    expect(outcomes((await planImport(house, again)).agents)).toEqual(["old-one unchanged 1"]);
    expect(await seed(folder("old-one"))).toMatchObject({ agents: 1 });
  });
});

describe("an import", () => {
  it("is planned without a change, and does what was planned", async () => {
    const read = folder("planned", {}, CHARTING);
    const plan = await planImport(house, read);
    expect(plan).toEqual({
      agents: [{ slug: "planned", name: "planned", outcome: "new", version: 1, changes: [] }],
      problems: [],
    });
    await expect(exportAgents(["planned"])).rejects.toThrow('There is no agent "planned"');
    expect(await importAgents(house, read)).toEqual(plan.agents);
    expect(outcomes(await importAgents(house, read))).toEqual(["planned unchanged 1"]);
    const { rows } = await owner.query("select action, actor, data from audit_log where data->>'slug' = 'planned'");
    expect(rows).toEqual([
      { action: "agent.listed", actor: "House", data: { slug: "planned", version: 1, origin: "imported" } },
    ]);
  });

  it("gives back byte for byte what came in, comments too", async () => {
    const read = folder("planned", {}, CHARTING);
    expect(await exportAgents(["planned"])).toEqual([{ slug: "planned", files: read.agents[0]?.files }]);
  });

  it("tells a run of its skills by name, and hands their files to its workspace", async () => {
    const agent = await inSystem((tx) => findForHire(tx, "planned"));
    expect(agent?.instructions).toMatch(/^You work\.\n[\s\S]*\n- skills\/charting\/SKILL\.md: Draws charts\.$/);
    expect(agent?.skillFiles).toEqual([CHARTING]);
  });

  it("says in its history what changed, and shows the lines", async () => {
    await importAgents(
      house,
      folder("planned", { words: "You work.\nTwice.", tools: "[read_file, query_sql, deliver]" }),
    );
    const { skills, versions } = await getHistory("planned");
    expect(skills).toEqual([]);
    expect(versions.map(({ version, origin }) => [version, origin])).toEqual([
      [2, "imported"],
      [1, "imported"],
    ]);
    expect(versions[0]?.changes).toEqual([
      { what: "Tools", how: "+ query_sql" },
      { what: "Instructions", how: "2 added, 1 removed lines" },
      { what: "Skill charting", how: "removed" },
    ]);
    expect(versions[0]?.createdAt.getTime()).toBeLessThanOrEqual(systemClock.now().getTime() + 60_000);
    expect((await getVersionLines("planned", 2)).map(({ path }) => path)).toEqual([
      "AGENT.md",
      "skills/charting/SKILL.md",
    ]);
    expect((await getVersionLines("planned", 1)).map(({ path }) => path)).toEqual([
      "AGENT.md",
      "skills/charting/SKILL.md",
    ]);
    await expect(getVersionLines("planned", 3)).rejects.toThrow("There is no version");
    await expect(getHistory("nobody")).rejects.toThrow('There is no agent "nobody"');
  });

  it("of one that is wrong imports none of them, and says all that is wrong", async () => {
    const good = folder("good");
    const bad = folder("bad", { model: "anthropic/claude-0" });
    const read = {
      agents: [...good.agents, ...bad.agents],
      problems: [{ path: "worse/AGENT.md", line: 3, message: "name is missing." }],
    };
    await expect(importAgents(house, read)).rejects.toMatchObject({
      message: expect.stringContaining("worse/AGENT.md:3: name is missing. And 1 more."),
      details: {
        problems: [
          "worse/AGENT.md:3: name is missing.",
          expect.stringContaining("bad: there is no model anthropic/claude-0 here."),
        ],
      },
    });
    await expect(exportAgents(["good"])).rejects.toThrow("There is no agent");
    expect((await planImport(house, read)).problems).toHaveLength(2);
  });

  it("does not change another publisher's agent", async () => {
    const other = { orgId: newId(), label: "Other" };
    await addPublisher(other);
    await expect(importAgents(other, folder("planned", { words: "Mine." }))).rejects.toThrow(
      "taken by an agent of House",
    );
    expect(outcomes(await importAgents(other, folder("others")))).toEqual(["others new 1"]);
  });

  it("numbers versions one after the other, also when two come at once", async () => {
    await importAgents(house, folder("busy"));
    await Promise.all(["a", "b", "c", "d"].map((words) => importAgents(house, folder("busy", { words }))));
    expect((await getHistory("busy")).versions.map(({ version }) => version)).toEqual([5, 4, 3, 2, 1]);
  });
});
