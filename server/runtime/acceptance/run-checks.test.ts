import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../models/port";
import { closeSandbox, type Delivery, parseDeliver } from "../tools";
import { openRunWorkspace, type RunWorkspace } from "../tools/testing/run-workspace";
import { listFiles } from "../tools/workspace";
import type { AcceptanceCheck } from "./port";
import { runChecks } from "./run-checks";

let run: RunWorkspace;
let delivery: Delivery;

beforeAll(async () => {
  run = await openRunWorkspace();
  await run.give("sales.csv", "region,amount\nnorth,10\nsouth,-3\nwest,-4\n");
  await run.call("write_file", { path: "result.json", content: '{"total": 3, "regions": ["north"]}' });
  await run.call("write_file", { path: "broken.json", content: "{total: 3}" });
  await run.call("write_file", { path: "notes.md", content: "For myself." });
  const parsed = await parseDeliver({ summary: "Done.", files: ["result.json", "broken.json"] }, run.workspace);
  if (!parsed.ok) throw new Error(parsed.output.content);
  delivery = parsed.value;
});
afterAll(async () => {
  closeSandbox();
  await run.remove();
});

const check = (...checks: AcceptanceCheck[]) =>
  runChecks(checks, delivery, { workspace: run.workspace, signal: new AbortController().signal });

/** What is wrong with one check; null when it passes. */
const problemOf = async (one: AcceptanceCheck): Promise<string | null> => (await check(one))[0]?.problem ?? null;

const matches = (schema: JsonObject, path = "result.json"): AcceptanceCheck => ({ kind: "json_matches", path, schema });

describe("runChecks", () => {
  it("runs all, and names each that failed", async () => {
    expect(
      await check(
        { kind: "file_exists", path: "missing.md" },
        { kind: "file_exists", path: "./result.json" },
        { kind: "sql_returns_no_rows", sql: "select * from sales\n where amount > 100" },
      ),
    ).toEqual([
      { check: "missing.md is handed over", problem: "There is no such file in the workspace." },
      { check: "./result.json is handed over", problem: null },
      { check: "No rows: select * from sales where amount > 100", problem: null },
    ]);
  });

  it("wants a file handed over, not only made", async () => {
    expect(await problemOf({ kind: "file_exists", path: "notes.md" })).toContain("not among the files of deliver");
    expect(await problemOf({ kind: "file_exists", path: "../secret" })).toContain('contains ".."');
  });

  it("shows the rows that ought not to be", async () => {
    const sql = "select region, amount from sales where amount < 0 order by region";
    expect(await problemOf({ kind: "sql_returns_no_rows", sql })).toBe(
      'It returned 2 rows, such as:\n{"region":"south","amount":-3}\n{"region":"west","amount":-4}',
    );
    expect(await problemOf({ kind: "sql_returns_no_rows", sql: "select from" })).toContain("could not be run");
  });

  it("leaves the workspace as it was", async () => {
    const before = await listFiles(run.workspace);
    await check({ kind: "sql_returns_no_rows", sql: "copy (select 1) to 'result.json'" });
    expect(await listFiles(run.workspace)).toEqual(before);
  });

  it("compares JSON with a schema", async () => {
    const properties = { total: { type: "number" }, regions: { type: "array", items: { type: "string" } } };
    expect(await problemOf(matches({ type: "object", required: ["total"], properties }))).toBe(null);
    const draft7 = "http://json-schema.org/draft-07/schema#";
    expect(await problemOf(matches({ $schema: draft7, type: "object", properties }))).toBe(null);
    expect(
      await problemOf(
        matches({ required: ["mean"], properties: { total: { minimum: 5 } }, additionalProperties: false }),
      ),
    ).toBe(
      [
        "It does not match its schema:",
        "- the whole: must have required property 'mean'",
        '- the whole: must NOT have additional properties ("regions")',
        "- /total: must be >= 5",
      ].join("\n"),
    );
  });

  it("says when a JSON or a schema cannot be read", async () => {
    expect(await problemOf(matches({}, "broken.json"))).toContain("It is no JSON");
    expect(await problemOf(matches({ type: "nothing" }))).toContain("The schema cannot be used");
    expect(await problemOf(matches({ $ref: "https://example.com/schema" }))).toContain("The schema cannot be used");
  });
});
