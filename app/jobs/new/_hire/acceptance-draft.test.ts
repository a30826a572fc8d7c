import { describe, expect, it } from "vitest";
import { acceptanceOf, type CheckDraft, emptyCheck, NO_ACCEPTANCE, problemsOfChecks } from "./acceptance-draft";

const check = (part: Partial<CheckDraft>): CheckDraft => ({ ...emptyCheck("k"), ...part });

describe("acceptance on the form", () => {
  it("is no part of an order until something is entered", () => {
    expect(acceptanceOf(NO_ACCEPTANCE)).toEqual({});
    expect(acceptanceOf({ ...NO_ACCEPTANCE, criteria: "  ", checks: [check({})] })).toEqual({});
  });

  it("takes the fields of each check's kind", () => {
    const checks = [
      check({ path: " report.md ", sql: "select 1" }),
      check({ kind: "sql_returns_no_rows", path: "x", sql: " select 1 " }),
      check({ kind: "json_matches", path: "x.json", schema: '{"type": "object"}' }),
    ];
    expect(acceptanceOf({ criteria: " Right. ", checks, verifier: "ada", rounds: 2 })).toEqual({
      acceptance: {
        criteria: "Right.",
        verifier: "ada",
        rounds: 2,
        checks: [
          { kind: "file_exists", path: "report.md" },
          { kind: "sql_returns_no_rows", sql: "select 1" },
          { kind: "json_matches", path: "x.json", schema: { type: "object" } },
        ],
      },
    });
  });

  it.each(["", "{", "[]", "null", "3"])("says at its field when a schema is none: %j", (schema) => {
    const checks = [check({ path: "report.md" }), check({ kind: "json_matches", path: "x.json", schema })];
    expect(Object.keys(problemsOfChecks(checks))).toEqual(["acceptance.checks.1.schema"]);
  });

  it("says where a check was left empty", () => {
    const empty = (["file_exists", "sql_returns_no_rows", "json_matches"] as const).map((kind) => check({ kind }));
    expect(Object.keys(problemsOfChecks(empty))).toEqual([
      "acceptance.checks.0.path",
      "acceptance.checks.1.sql",
      "acceptance.checks.2.path",
      "acceptance.checks.2.schema",
    ]);
    expect(problemsOfChecks([check({ kind: "json_matches", path: "x.json", schema: "{}" })])).toEqual({});
  });
});
