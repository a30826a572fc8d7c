import { describe, expect, it } from "vitest";
import { AGENT, agentFile, agentOf, CHARTING, file } from "./agent.fixture";
import { compareEditions, compareFiles } from "./compare-editions";

describe("a comparison", () => {
  it("says what changed in words, and the lines of it", () => {
    const before = agentOf(agentFile(), file("skills/charting/SKILL.md", CHARTING));
    const after = agentOf(
      agentFile(
        AGENT.replace("sonnet-5-5", "opus-5-5")
          .replace("- read_file", "- read_file\n  - query_sql")
          .replace("You analyse.", "You analyse.\nCarefully."),
      ),
    );
    expect(compareEditions(before, after)).toEqual([
      { what: "Model", how: "anthropic/claude-sonnet-5-5 → anthropic/claude-opus-5-5" },
      { what: "Tools", how: "+ query_sql" },
      { what: "Instructions", how: "2 added, 1 removed lines" },
      { what: "Skill charting", how: "removed" },
    ]);
    const [agent, skill] = compareFiles(before.files, after.files);
    expect(agent?.hunks.flatMap(({ lines }) => lines).filter(({ kind }) => kind === "added")).toEqual([
      { kind: "added", text: "model: anthropic/claude-opus-5-5" },
      { kind: "added", text: "  - query_sql" },
      { kind: "added", text: "Carefully." },
    ]);
    expect(skill).toMatchObject({ path: "skills/charting/SKILL.md", hunks: [{ line: 1 }] });
    expect(
      compareEditions(
        before,
        agentOf(agentFile(AGENT.replace("[SQL]", "[ SQL ]")), file("skills/charting/SKILL.md", CHARTING)),
      ),
    ).toEqual([{ what: "AGENT.md", how: "written differently, saying the same" }]);
  });
});
