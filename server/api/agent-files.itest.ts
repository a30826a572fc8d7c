import { beforeAll, describe, expect, it } from "vitest";
import { packZip, readAgentDirectory } from "#catalogue";
import { seedAgency } from "#desk";
import { scopeForCommandLine, scopeForUser, verifyPassword } from "#identity";
import type { OrgScope } from "#kernel";
import { testDatabase } from "../../e2e/fixtures/database";
import { createCaller } from ".";
import { createContext } from "./context";

testDatabase();
let staff: OrgScope;
let client: OrgScope;

beforeAll(async () => {
  const { operatorLogin } = await seedAgency();
  if (!operatorLogin) throw new Error("no operator was made");
  const user = await verifyPassword(operatorLogin.email, operatorLogin.password, "test");
  staff = await scopeForUser(user?.id ?? "");
  client = await scopeForCommandLine("demo");
});

const as = (scope: OrgScope | null) => createCaller(createContext(new Request("http://agency.test/"), scope));

async function upload(change: (text: string) => string) {
  const { agents } = await readAgentDirectory("agents/translator");
  const files = (agents[0]?.files ?? []).map(({ path, content }) => ({
    path: `translator/${path}`,
    content: change(content),
  }));
  return { name: "mine", zip: Buffer.from(packZip(files)).toString("base64") };
}

describe("agents as files, over the web", () => {
  it("are planned, then imported, and show what changed to everyone and the lines to the staff", async () => {
    const unchanged = await upload((text) => text);
    expect(await as(staff).agentFiles.plan(unchanged)).toMatchObject({
      agents: [{ outcome: "unchanged" }],
      problems: [],
    });
    const changed = await upload((text) => text.replace("maxSteps: 40", "maxSteps: 41"));
    const plan = await as(staff).agentFiles.plan(changed);
    expect(plan).toMatchObject({ agents: [{ slug: "translator", outcome: "changed", version: 2 }], problems: [] });
    expect(await as(staff).agentFiles.import(changed)).toEqual(plan.agents);
    const { versions, skills } = await as(null).roster.history({ slug: "translator" });
    expect(versions.map(({ version, changes }) => ({ version, changes }))).toEqual([
      { version: 2, changes: [{ what: "Steps at most", how: "40 → 41" }] },
      { version: 1, changes: [] },
    ]);
    expect(skills).toMatchObject([{ name: "software-strings" }]);
    const [file] = await as(staff).agentFiles.lines({ slug: "translator", version: 2 });
    expect(file?.hunks[0]?.lines.filter(({ kind }) => kind !== "same").map(({ text }) => text)).toEqual([
      "  maxSteps: 40",
      "  maxSteps: 41",
    ]);
    expect((await as(staff).agentFiles.list()).find(({ slug }) => slug === "translator")).toMatchObject({
      version: 2,
      origin: "imported",
      publisherName: "The house",
    });
  });

  it("say what is wrong with a folder, and with what is no zip", async () => {
    const wrong = await upload((text) => text.replace("name: Translator", "nam: Translator"));
    const { agents, problems } = await as(staff).agentFiles.plan(wrong);
    expect(agents).toEqual([]);
    expect(problems).toContain("translator/AGENT.md:2: nam is no field here. Check its spelling, or remove it.");
    await expect(as(staff).agentFiles.import(wrong)).rejects.toThrow("Nothing was imported.");
    await expect(as(staff).agentFiles.plan({ name: "x", zip: "AAAA" })).rejects.toThrow("no zip file");
  });

  it("are for the staff only", async () => {
    const changed = await upload((text) => text);
    for (const scope of [null, client]) {
      const { agentFiles } = as(scope);
      await expect(agentFiles.plan(changed)).rejects.toThrow(/staff|Sign in/);
      await expect(agentFiles.import(changed)).rejects.toThrow(/staff|Sign in/);
      await expect(agentFiles.lines({ slug: "translator", version: 1 })).rejects.toThrow(/staff|Sign in/);
      await expect(agentFiles.list()).rejects.toThrow(/staff|Sign in/);
    }
  });
});
