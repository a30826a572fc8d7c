import { Buffer } from "node:buffer";
import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import exceljs from "exceljs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeSandbox } from "./index";
import { openRunWorkspace, type RunWorkspace } from "./testing/run-workspace";

let run: RunWorkspace;

const ROWS = 1_000_000;

beforeAll(async () => {
  run = await openRunWorkspace();
  await run.give("semicolons.csv", "name;price;when\nA;1,5;2024-01-02\nB;-2,25;2024-02-03\n");
  await run.give("bom.csv", "\ufeffname,price\nA,1\n");
  await run.give("latin.csv", Buffer.from("name,city\nJos\xe9,M\xfcnchen\n", "latin1"));
  await run.give("wide.csv", Buffer.from("\ufeffname\tx\nJosé\t1\n", "utf16le"));
  await run.give("quoted.csv", 'id,text\n1,"two\nlines"\n2,"x ""q"" y"\n');
  await run.give("ragged.csv", "a,b,c\n1,2,3\n4,5\n6,7,8\n");
  await run.give(
    "late.csv",
    `id,v\n${Array.from({ length: 30_000 }, (_, n) => `${n},${n === 29_000 ? "n/a" : n}`).join("\n")}`,
  );
  await run.give("empty.csv", "");
  await run.give("picture.csv", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"));
  await run.give("tabs.tsv", "a\tb\n1\t2\n");
  await run.give(
    "people.json",
    JSON.stringify([
      { name: "A", tags: ["x"] },
      { name: "B", tags: [] },
    ]),
  );
  await run.give("events.jsonl", '{"at":"2024-01-02T03:04:05Z","n":1}\n{"at":"2024-01-03T00:00:00Z","n":2}\n');
  await run.give("budget.xlsx", await workbook());
  await run.give("broken.xlsx", "this is no zip");
  await run.give(
    "big.csv",
    `id,amount,day\n${Array.from({ length: ROWS }, (_, n) => `${n},${(n % 1000) / 4},2024-01-${10 + (n % 20)}`).join("\n")}`,
  );
}, 60_000);

afterAll(async () => {
  closeSandbox();
  await run.remove();
});

async function workbook(): Promise<Uint8Array> {
  const book = new exceljs.Workbook();
  const costs = book.addWorksheet("Costs 2024");
  costs.addRows([
    [],
    ["code", "cost", "day", "paid", "note"],
    ["007", 12.5, new Date(Date.UTC(2024, 0, 2)), true, { richText: [{ text: "a" }, { text: 'b "c"' }] }],
    ["010", { formula: "1+1", result: 2 }, new Date(Date.UTC(2024, 0, 3)), false, "line\nbreak"],
  ]);
  book.addWorksheet("People").addRows([
    ["name", "name"],
    ["A", 1],
  ]);
  return new Uint8Array(await book.xlsx.writeBuffer());
}

const failure = async (sql: string) => {
  const output = await run.call("query_sql", { sql });
  expect(output.isError).toBe(true);
  return output.content;
};

describe("files as people send them", () => {
  it.each([
    [
      "semicolons",
      ["VARCHAR", "DOUBLE", "DATE"],
      [
        ["A", 1.5, "2024-01-02"],
        ["B", -2.25, "2024-02-03"],
      ],
    ],
    ["bom", ["VARCHAR", "BIGINT"], [["A", 1]]],
    ["latin", ["VARCHAR", "VARCHAR"], [["José", "München"]]],
    ["wide", ["VARCHAR", "BIGINT"], [["José", 1]]],
    [
      "quoted",
      ["BIGINT", "VARCHAR"],
      [
        [1, "two\nlines"],
        [2, 'x "q" y'],
      ],
    ],
    [
      "ragged",
      ["BIGINT", "BIGINT", "BIGINT"],
      [
        [1, 2, 3],
        [4, 5, null],
        [6, 7, 8],
      ],
    ],
    ["tabs", ["BIGINT", "BIGINT"], [[1, 2]]],
    [
      "people",
      ["VARCHAR", "VARCHAR[]"],
      [
        ["A", ["x"]],
        ["B", []],
      ],
    ],
  ])("reads %s", async (table, types, rows) => {
    const answer = await run.rows(`SELECT * FROM ${table}`);
    expect(answer.columns.map((column) => column.type)).toEqual(types);
    expect(answer.rows).toEqual(rows);
  });

  it("decides a column's type by all its rows", async () => {
    expect((await run.rows("SELECT v FROM late WHERE try_cast(v AS BIGINT) IS NULL")).rows).toEqual([["n/a"]]);
  });

  it("makes a table of each sheet, with the types of its cells", async () => {
    const answer = await run.rows("SELECT * FROM budget_costs_2024");
    expect(answer.columns.map((column) => [column.name, column.type])).toEqual([
      ["code", "VARCHAR"],
      ["cost", "DOUBLE"],
      ["day", "DATE"],
      ["paid", "BOOLEAN"],
      ["note", "VARCHAR"],
    ]);
    expect(answer.rows).toEqual([
      ["007", 12.5, "2024-01-02", true, 'ab "c"'],
      ["010", 2, "2024-01-03", false, "line\nbreak"],
    ]);
    expect((await run.rows("SELECT * FROM budget_people")).columns.map((column) => column.name)).toEqual([
      "name",
      "name_2",
    ]);
  });

  it.each([
    ["empty", '"empty.csv" could not be read as csv: the file is empty'],
    ["picture", '"picture.csv" could not be read as csv: its content is binary'],
    ["broken", '"broken.xlsx" could not be read as xlsx'],
  ])("says what is wrong with %s, and the others still work", async (table, reason) => {
    expect(await failure(`SELECT * FROM ${table}`)).toContain(reason);
    expect((await run.rows(`SELECT (SELECT count(*) FROM bom) AS n, '${table}' AS t`)).rows).toEqual([[1, table]]);
  });

  it("lets a model read a file its own way", async () => {
    expect(
      (await run.rows("SELECT * FROM read_csv('quoted.csv', header = false, all_varchar = true) LIMIT 1")).rows,
    ).toEqual([["id", "text"]]);
  });
});

describe("values", () => {
  it("are exact, and ISO 8601", async () => {
    const answer =
      await run.rows(`SELECT 9007199254740991, 9007199254740992, 170141183460469231731687303715884105727::HUGEINT,
      1.10::DECIMAL(10,2), 12345678901234567.89::DECIMAL(38,2), DATE '2024-01-02', TIMESTAMP '2024-01-02 03:04:05.678',
      TIMESTAMPTZ '2024-01-02 03:04:05+02', [1, NULL], {'a': 9007199254740993}, INTERVAL 3 DAY, 'nan'::DOUBLE, NULL, TIME '03:04:05'`);
    expect(answer.rows[0]).toEqual([
      9007199254740991,
      "9007199254740992",
      "170141183460469231731687303715884105727",
      1.1,
      "12345678901234567.89",
      "2024-01-02",
      "2024-01-02T03:04:05.678",
      "2024-01-02T01:04:05+00:00",
      [1, null],
      { a: "9007199254740993" },
      "3 days",
      "NaN",
      null,
      "03:04:05",
    ]);
  });

  it("are capped by rows, by cell and in total, and say so", async () => {
    const many = await run.rows("SELECT * FROM range(100000)");
    expect([many.rows.length, many.rowCount, many.truncated]).toEqual([200, 100_000, true]);
    const wide = await run.rows("SELECT repeat('x', 100000) AS x, 1 AS n");
    expect([JSON.stringify(wide.rows).length < 5_000, wide.truncated]).toEqual([true, true]);
    const output = await run.call("query_sql", { sql: "SELECT repeat('é\"', 1500) FROM range(150)" });
    expect(output.content.length).toBeLessThanOrEqual(30_000);
    expect(JSON.parse(output.content)).toMatchObject({ rowCount: 150, truncated: true });
    const endless = await run.rows("SELECT * FROM range(1000000000000)");
    expect([endless.rowCount, endless.rows.length]).toEqual([null, 200]);
  });
});

describe("errors", () => {
  it.each([
    ["SELEC 1", "syntax error"],
    ["SELECT * FROM nobody", "Tables here: "],
    ["SELECT nothing FROM bom", '"nothing" not found'],
    ["-- nothing", "The SQL is empty"],
  ])("%s", async (sql, reason) => expect(await failure(sql)).toContain(reason));
});

describe("a million rows", () => {
  it("are queried whole", async () => {
    const answer = await run.rows(
      "SELECT count(*) AS n, sum(amount)::BIGINT AS total, count(DISTINCT day) AS days FROM big",
    );
    expect(answer.rows).toEqual([[ROWS, 124_875_000, 20]]);
    expect((await run.rows("SELECT * FROM big ORDER BY amount DESC, id")).rowCount).toBe(ROWS);
  });
});

describe("the walls", () => {
  it.each([
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_blob('/proc/1/environ')",
    "SELECT * FROM read_text('/proc/self/environ')",
    "SELECT * FROM read_text('../../../etc/passwd')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM 'https://example.com/x.csv'",
    "COPY (SELECT 1) TO '/tmp/hireling-escaped.csv'",
    "ATTACH '/tmp/hireling-escaped.db' AS x",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET allowed_directories = ['/']",
    "SET memory_limit = '100GB'",
  ])("%s", async (sql) => {
    expect(await failure(sql)).toMatch(/disabled|locked|permission|requires the extension|cannot (change|be changed)/i);
  });

  it("keep a link in the workspace from being followed", async () => {
    await symlink("/etc/passwd", join(run.workspace.root, "passwd.csv"));
    expect((await run.rows("SELECT * FROM read_text('passwd.csv')")).rows).toEqual([]);
    expect(await failure("SELECT * FROM passwd")).toContain("does not exist");
  });

  it("end a memory bomb, with a reason", async () => {
    expect(await failure("SELECT repeat('x', 2000000000) AS x")).toMatch(/memory/i);
    expect(await failure("SELECT list(repeat('x', 100000) || i) FROM range(100000) t(i)")).toMatch(/memory/i);
  });

  it("end a query when its run is cancelled", async () => {
    const controller = new AbortController();
    const endless = run.call(
      "query_sql",
      { sql: "SELECT count(*) FROM range(1000000000) a, range(1000000000) b" },
      controller.signal,
    );
    const settled = expect(endless).rejects.toThrow("cancelled");
    controller.abort(new Error("cancelled"));
    await settled;
  });
});

describe("COPY TO", () => {
  it("hands over none of more files than a workspace holds", async () => {
    const parts = "COPY (SELECT range AS a, range AS b FROM range(501)) TO 'parts' (FORMAT csv, PARTITION_BY (a))";
    const { notes } = await run.rows(parts);
    expect(notes).toEqual([expect.stringContaining("501 files were made at once; a workspace holds 500.")]);
    expect((await run.call("list_files", {})).content).not.toContain("parts/");
  });

  it("makes a file of the workspace, but not over the client's own", async () => {
    const answer = await run.rows("COPY (SELECT 1 AS a) TO 'made.csv' (HEADER)");
    expect(answer.notes).toEqual(["Wrote made.csv (4 bytes)."]);
    expect(await readFile(join(run.workspace.root, "made.csv"), "utf8")).toBe("a\n1\n");
    const refused = await run.rows("COPY (SELECT 1 AS a) TO 'bom.csv' (HEADER)");
    expect(refused.notes?.[0]).toContain("client's own file");
    expect((await run.rows("SELECT * FROM bom")).rows).toEqual([["A", 1]]);
  });
});
