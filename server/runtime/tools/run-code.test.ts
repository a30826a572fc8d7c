import { readFile } from "node:fs/promises";
import { join } from "node:path";
import exceljs from "exceljs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { closeSandbox } from "./index";
import { openRunWorkspace, type RunWorkspace } from "./testing/run-workspace";

// Each call is a process of its own; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 });

let run: RunWorkspace;

beforeAll(async () => {
  run = await openRunWorkspace();
  await run.give("sales.csv", "month,amount,code\n2024-01-01,10.5,007\n2024-02-01,30,008\n");
  await run.give("notes.txt", Buffer.from("Caf\xe9", "latin1"));
  await run.give("blob.bin", Buffer.from([0, 1, 2]));
  const book = new exceljs.Workbook();
  book.addWorksheet("First").addRows([["x"], [1]]);
  book.addWorksheet("Second one").addRows([["y"], [2]]);
  await run.give("book.xlsx", new Uint8Array(await book.xlsx.writeBuffer()));
});

afterAll(async () => {
  closeSandbox();
  await run.remove();
});

const runCode = (code: string) => run.call("run_code", { language: "javascript", code });
const file = (path: string) => readFile(join(run.workspace.root, path));

describe("run_code", () => {
  it("answers what was printed and the last value", async () => {
    expect(await runCode("console.log('sum', [1, { a: 2n }], new Map([['k', NaN]]));\n1 + 1")).toEqual({
      isError: false,
      content: 'sum [1,{"a":"2"}] {"k":"NaN"}\n=> 2',
    });
    expect((await runCode("const x = 1;")).content).toBe("It ran without an error and printed nothing.");
  });

  it("takes await and return at the top, and waits for a promise", async () => {
    expect((await runCode("const x = await Promise.resolve(2);\nreturn x * 2;")).content).toBe("=> 4");
    expect((await runCode("(async () => 'later')()")).content).toBe("=> later");
  });

  it.each([
    ["an exception, with its line", "\nb();", "ReferenceError: 'b' is not defined\n    at <eval> (code.js:2:1)"],
    ["a rejected promise", "async function f() { throw new TypeError('bad') }\nf()", "TypeError: bad"],
    ["a promise for ever", "new Promise(() => {})", "never settles"],
    ["a thrown object", "throw { code: 7 }", 'Thrown: {"code":7}'],
    ["a habit from elsewhere", "require('fs')", "This is plain JavaScript"],
    ["endless recursion", "function f() { return f() + 1 }\nf()", "InternalError: stack overflow"],
  ])("says what was printed before and what went wrong: %s", async (_, code, reason) => {
    const output = await runCode(`console.log("before");${code}`);
    expect(output.isError).toBe(true);
    expect(output.content.startsWith("before\n")).toBe(true);
    expect(output.content).toContain(reason);
  });

  it("says what does not parse", async () => {
    const output = await runCode("const fine = 1;\nnot fine here");
    expect(output).toMatchObject({ isError: true, content: expect.stringMatching(/^SyntaxError: .*\n.*code\.js:2:/) });
  });

  it("refuses another language", async () => {
    expect((await run.call("run_code", { language: "python", code: "1" })).content).toContain("Only javascript");
  });

  it("reads text and tables as the other tools do, also where the name is computed", async () => {
    expect((await runCode("readFile('notes.txt')")).content).toBe("=> Café");
    const rows = '[{"month":"2024-01-01","amount":10.5,"code":"007"},{"month":"2024-02-01","amount":30,"code":"008"}]';
    expect((await runCode("readTable('sales.csv')")).content).toBe(`=> ${rows}`);
    const code =
      "console.log('once'); listFiles().filter(f => f.path.startsWith('sa')).map(f => readTable(f.path).length)";
    expect((await runCode(code)).content).toBe("once\n=> [2]");
    expect((await runCode("[readTable('book.xlsx'), readTable('book.xlsx', 'Second one')]")).content).toBe(
      '=> [[{"x":1}],[{"y":2}]]',
    );
  });

  it("says what is wrong with a file, and the code may go on", async () => {
    const wrong = {
      "readFile('nothing.txt')": 'no file "nothing.txt"',
      "readFile('blob.bin')": "is binary",
      "readTable('blob.bin')": "is no table",
      "readTable('book.xlsx', 'Third')": 'It has "First", "Second one"',
      "writeFile('sales.csv', '')": "client's own file",
      "writeTable('x.parquet', [])": ".xlsx and .csv",
      "writeTable('x.csv', 7)": "array of rows",
      "writeTable('x.csv', [[1], {a: 2}])": "every row",
    };
    const tries = Object.keys(wrong).map((code) => `try { ${code} } catch (error) { console.log(error.message) }`);
    const output = await runCode(tries.join("\n"));
    expect(output.isError).toBe(false);
    for (const reason of Object.values(wrong)) expect(output.content).toContain(reason);
  });

  it("writes files and tables once it has ended well", async () => {
    const output = await runCode(`
      writeFile("out/text.md", "# Ünï");
      writeTable("out/t.csv", [{ a: 'x,"y', b: null }, { a: 1.5, c: true }]);
      writeTable("out/t.xlsx", { "A/B": [{ day: "2024-02-29", n: 1.5, id: "007", big: 10n }], "": [["h"], ["v"]] });
    `);
    expect(output.content).toMatch(/^Wrote out\/t\.csv .*\nWrote out\/t\.xlsx .*\nWrote out\/text\.md \(7 bytes\)\.$/);
    expect((await file("out/t.csv")).toString()).toBe('a,b,c\n"x,""y",,\n1.5,,true\n');
    const book = new exceljs.Workbook();
    await book.xlsx.readFile(join(run.workspace.root, "out/t.xlsx"));
    expect(book.worksheets.map(({ name }) => name)).toEqual(["A B", "Sheet2"]);
    expect(book.worksheets[0]?.getRow(2).values).toEqual([undefined, new Date("2024-02-29"), 1.5, "007", 10]);
    expect((await run.rows("SELECT * FROM t_2_a_b")).rows).toEqual([["2024-02-29", 1.5, "007", 10]]);
  });

  it("writes nothing when it fails, and reads nothing of its own", async () => {
    const output = await runCode("writeFile('half.md', 'x'); readFile('half.md')");
    expect(output.content).toContain("can be read by the next call");
    await expect(file("half.md")).rejects.toThrow("ENOENT");
  });

  it("cuts a long print and a long value, and says how to get the rest", async () => {
    const output = await runCode("for (let i = 0; i < 9; i++) console.log('x'.repeat(1e4)); 'y'.repeat(1e6)");
    expect(output.content.length).toBeLessThan(30_000);
    expect(output.content).toContain("more characters were printed. Write long results to a file");
    expect(output.content).toContain("[Cut: 994000 more characters.");
  });

  it("makes the same numbers each time, so that a lost workspace can be made again", async () => {
    const first = await runCode("Math.random()");
    expect(first.content).toMatch(/^=> 0\.\d+/);
    expect(await runCode("Math.random()")).toEqual(first);
    expect(await runCode("Math.random() ")).not.toEqual(first);
  });
});
