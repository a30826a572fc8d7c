import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TOOL_NAMES } from "#kernel";
import type { AgentSpec } from "./agent";
import { AGENT, agentFile, agentOf, CHARTING, file, problemsOf } from "./agent.fixture";
import { compareEditions, compareFiles } from "./compare-editions";
import { withSkills } from "./with-skills";
import { writeAgent } from "./write-agent";

describe("an AGENT.md", () => {
  it("says what the agent is; what it leaves out has a default", () => {
    expect(agentOf(agentFile()).spec).toEqual({
      slug: "data-analyst",
      name: "Data analyst",
      role: "Analyst",
      grade: "senior",
      pitch: "Analyst: SQL.",
      skills: ["SQL"],
      model: { provider: "anthropic", modelId: "claude-sonnet-5-5" },
      tools: ["read_file", "deliver"],
      markupBps: 0,
      maxSteps: 100,
      maxOutputPerStep: 8_192,
      instructions: "You analyse.",
    });
  });

  it("keeps the slashes of a model's own name, and exact per cents", () => {
    const { spec } = agentOf(
      agentFile(AGENT.replace(/model: .*/, "model: groq/openai/gpt-oss-120b\nmarkup: 12.5%\nslug: other")),
    );
    expect(spec).toMatchObject({
      slug: "other",
      model: { provider: "groq", modelId: "openai/gpt-oss-120b" },
      markupBps: 1_250,
    });
  });

  it.each([
    [
      "a field that is missing",
      AGENT.replace("role: Analyst\n", ""),
      "AGENT.md:2: role is missing; write a line of text.",
    ],
    [
      "a tool that there is not",
      AGENT.replace("- read_file", "- read_flie"),
      'AGENT.md:7: tools[0] "read_flie" is no tool',
    ],
    ["a field that is no field", AGENT.replace("role:", "rolle: x\nrole:"), "AGENT.md:3: rolle is no field here."],
    [
      "a field of limits",
      AGENT.replace("tools:", "limits: {maxStep: 3}\ntools:"),
      "AGENT.md:6: limits.maxStep is no field",
    ],
    [
      "a number out of range",
      AGENT.replace("tools:", "limits:\n  maxSteps: 0\ntools:"),
      "AGENT.md:7: limits.maxSteps has to be a whole number from 1 to 1000.",
    ],
    ["a model without its provider", AGENT.replace("anthropic/", ""), "AGENT.md:5: model has to be provider/model"],
    ["no deliver", AGENT.replace("  - deliver\n", ""), "AGENT.md:6: tools lacks deliver"],
    [
      "a markup as a number",
      AGENT.replace("tools:", "markup: 25\ntools:"),
      "AGENT.md:6: markup has to be a percentage, like 25%.",
    ],
    [
      "a field twice",
      AGENT.replace("role:", "name: Other\nrole:"),
      "AGENT.md:3: is no valid YAML: Map keys must be unique",
    ],
    ["YAML that is none", AGENT.replace("[SQL]", "[SQL"), "is no valid YAML"],
    ["no front matter", "You analyse.", "AGENT.md:1: has no front matter."],
    ["no instructions", AGENT.replace("You analyse.", ""), "AGENT.md: has no instructions."],
    ["a list in place of fields", "---\n- a\n---\nx", "AGENT.md:2: the front matter has to be fields"],
    ["a NUL", `${AGENT}\u0000`, "AGENT.md: is no text."],
  ])("with %s is refused by field and line", (_, content, expected) => {
    expect(problemsOf(agentFile(content)).join("\n")).toContain(expected);
  });

  it("is not blown up by YAML's aliases", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
    for (let n = 0; n < 12; n++)
      bomb.push(`${"bcdefghijklm"[n]}: &${"bcdefghijklm"[n]} [${`*${"abcdefghijkl"[n]}, `.repeat(10)}]`);
    expect(problemsOf(agentFile(AGENT.replace("role:", `${bomb.join("\n")}\nrole:`)))).not.toEqual([]);
  });

  it.each([
    ["keys in keys", "? ".repeat(9_000)],
    ["lists in lists", "- ".repeat(9_000)],
    ["brackets", `x: ${"[".repeat(9_000)}`],
    ["sets", "!!set {".repeat(2_000)],
  ])("is not read, and ends no process, when it nests %s", (_, yaml) => {
    expect(problemsOf(agentFile(`---\n${yaml}\n---\nYou analyse.`))).toEqual([
      "AGENT.md:1: has front matter nested too deeply. Write its fields plainly.",
    ]);
  });

  it("is not read when it is longer than anyone writes it", () => {
    const keys = Array.from({ length: 3_000 }, (_, n) => `key${n}: x`).join("\n");
    expect(problemsOf(agentFile(`---\n${keys}\n---\nYou analyse.`)).join()).toContain("more than 20000 characters");
  });

  it("takes nothing from an object's prototype", () => {
    const hostile = "__proto__: {role: Boss}\nconstructor: x";
    expect(problemsOf(agentFile(AGENT.replace("role: Analyst", hostile))).join("\n")).toContain("role is missing");
  });

  it("says everything that is wrong at once", () => {
    expect(
      problemsOf(agentFile(AGENT.replace("name: Data analyst", "name: ''").replace("role: Analyst", "grade: boss"))),
    ).toHaveLength(3);
  });
});

describe("a skill", () => {
  const skill = (content = CHARTING) => file("skills/charting/SKILL.md", content);

  it("is known by its name and description, and keeps all its files", () => {
    const agent = agentOf(agentFile(), skill(), file("skills/charting/references/marks.md"));
    expect(agent.skills).toEqual([{ name: "charting", description: "Draws charts." }]);
    expect(agent.files.map(({ path }) => path)).toEqual([
      "AGENT.md",
      "skills/charting/SKILL.md",
      "skills/charting/references/marks.md",
    ]);
    expect(withSkills("You analyse.", agent.skills)).toContain("\n- skills/charting/SKILL.md: Draws charts.");
    expect(withSkills("You analyse.", [])).toBe("You analyse.");
  });

  it.each([
    [
      "another name than its folder",
      CHARTING.replace("charting", "charts"),
      'name is "charts" and its folder "charting"',
    ],
    ["two hyphens", CHARTING.replace("charting", "chart--ing"), "skills/charting/SKILL.md:2: name has to be"],
    ["no description", CHARTING.replace("description: Draws charts.\n", ""), "SKILL.md:2: description is missing"],
    ["too long a description", CHARTING.replace("Draws", "x".repeat(1_024)), "description may have at most 1024"],
  ])("with %s is refused", (_, content, expected) => {
    expect(problemsOf(agentFile(), skill(content)).join("\n")).toContain(expected);
  });

  it.each([
    "skills/charting/../../../etc/cron.d/x",
    "skills/charting/.env",
    "skills/charting/a\nb.md",
    "skills/charting/a\\b.md",
    "skills/charting//a.md",
    "skills/charting/1/2/3/4/5/6/a.md",
    `skills/charting/${"ü".repeat(101)}.md`,
    "skills/charting/SKILL.md/a.md",
    "skills/charting/skill.md",
    "Skills/charting/SKILL.md",
  ])("with a file %j, which no workspace could take, is refused", (path) => {
    expect(problemsOf(agentFile(), skill(), file(path))).not.toEqual([]);
  });

  it("needs its SKILL.md, and an agent that can read it", () => {
    expect(problemsOf(agentFile(), file("skills/charting/more.md"))).toEqual([
      "skills/charting/SKILL.md: is missing: it says what the skill is for.",
    ]);
    expect(problemsOf(agentFile(AGENT.replace("  - read_file\n", "")), skill())).toEqual([
      "AGENT.md: tools lacks read_file, without which its skills cannot be read. Add it.",
    ]);
    expect(problemsOf(agentFile(), file("notes.txt"))[0]).toContain(
      "notes.txt: is neither AGENT.md nor part of a skill",
    );
  });
});

const word = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
  .map((text) => text.replace(/\p{C}/gu, "").trim() || "x");
const specs: fc.Arbitrary<AgentSpec> = fc.record({
  slug: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/),
  name: word,
  role: word,
  grade: fc.constantFrom("trainee", "junior", "senior", "principal"),
  pitch: word,
  skills: fc.uniqueArray(word, { minLength: 1, maxLength: 12 }),
  model: fc.record({ provider: fc.stringMatching(/^[a-z]{1,9}$/), modelId: fc.stringMatching(/^[a-z0-9./:-]{1,20}$/) }),
  tools: fc.uniqueArray(fc.constantFrom(...TOOL_NAMES)).map((tools) => [...new Set([...tools, "deliver" as const])]),
  markupBps: fc.nat({ max: 99_999 }),
  maxSteps: fc.integer({ min: 1, max: 1_000 }),
  maxOutputPerStep: fc.integer({ min: 1_024, max: 1_000_000 }),
  instructions: fc.array(word, { minLength: 1 }).map((lines) => lines.join("\n").trim()),
});

describe("the format", () => {
  it("reads what it writes, and writes what it read", () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const text = writeAgent(spec);
        const { spec: read } = agentOf(file("AGENT.md", text));
        expect(read).toEqual(spec);
        expect(writeAgent(read)).toBe(text);
      }),
    );
  });

  it("compares as different whatever is different, and shows every line of it", () => {
    fc.assert(
      fc.property(specs, specs, (one, other) => {
        const [before, after] = [one, { ...other, slug: one.slug }].map((spec) =>
          agentOf(file("AGENT.md", writeAgent(spec))),
        );
        if (!before || !after) return;
        const isEqual = writeAgent(before.spec) === writeAgent(after.spec);
        expect(compareEditions(before, after).length === 0).toBe(isEqual);
        expect(compareFiles(before.files, after.files).length === 0).toBe(isEqual);
      }),
    );
  });
});
