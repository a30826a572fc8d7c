import { describe, expect, it } from "vitest";
import { houseRules } from "../shift/house-rules";
import type { Acceptance } from "./port";
import { acceptanceCheck } from "./schema";

const acceptance: Acceptance = {
  checks: [
    { kind: "file_exists", path: "report.md" },
    { kind: "sql_returns_no_rows", sql: "select *\nfrom 'out.csv' where total < 0" },
    { kind: "json_matches", path: "sum.json", schema: { type: "object", required: ["total"] } },
  ],
  criteria: "Every figure names its source.",
  rounds: 3,
};

describe("what has to hold", () => {
  it("is told to the agent before it begins, word for word", () => {
    const rules = houseRules({ instructions: "You analyse.", acceptance });
    expect(rules).toMatch(/^You analyse\./);
    expect(rules).toContain("you can call deliver 3 times at most");
    expect(rules).toContain("- The file report.md is handed over.");
    expect(rules).toContain("select *\nfrom 'out.csv' where total < 0");
    expect(rules).toContain('{"type":"object","required":["total"]}');
    expect(rules).toContain("which another agent judges:\nEvery figure names its source.");
  });

  it("is not mentioned where nothing has to", () => {
    const rules = houseRules({ instructions: "You analyse.", acceptance: null });
    expect(rules).not.toContain("What has to hold");
    expect(rules.endsWith("could not do and why.")).toBe(true);
  });
});

it("has no schema without a bottom, which whoever reads it would fall into", () => {
  const schema = JSON.parse(`{"allOf":${"[".repeat(5_000)}${"]".repeat(5_000)}}`);
  const read = acceptanceCheck.safeParse({ kind: "json_matches", path: "a.json", schema });
  expect(read.error?.issues).toMatchObject([{ message: "This schema is nested too deeply." }]);
});
