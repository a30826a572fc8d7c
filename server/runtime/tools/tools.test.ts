import exceljs from "exceljs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TOOL_NAMES } from "#kernel";
import type { Json } from "../models/port";
import { builtInTools, closeSandbox, parseDeliver, toolSpecs } from "./index";
import { openRunWorkspace, type RunWorkspace } from "./testing/run-workspace";

let run: RunWorkspace;

beforeAll(async () => {
  run = await openRunWorkspace();
  await run.give("long.txt", `${"line of text\n".repeat(5_000)}`);
  await run.give("names.csv", Buffer.from("name\nJos\xe9\n", "latin1"));
  await run.give("blob.bin", Buffer.from([0, 1, 2, 3]));
  await run.give("paper.pdf", pdf("Hello from page one"));
  await run.give("not.pdf", "no pdf at all");
  const book = new exceljs.Workbook();
  book.addWorksheet("A").addRow(["x"]);
  book.addWorksheet("B").addRow(["x"]);
  await run.give("book.xlsx", new Uint8Array(await book.xlsx.writeBuffer()));
});

afterAll(async () => {
  closeSandbox();
  await run.remove();
});

/** The smallest PDF with a line of text; readers rebuild the cross-reference table it lacks. */
function pdf(text: string): string {
  const stream = `BT /F1 24 Tf 72 720 Td (${text}) Tj ET`;
  return [
    "%PDF-1.4",
    "1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj",
    "2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj",
    "3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>> endobj",
    `4 0 obj <</Length ${stream.length}>> stream\n${stream}\nendstream endobj`,
    "5 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj",
    "trailer <</Root 1 0 R>>",
    "%%EOF",
  ].join("\n");
}

const content = async (name: string, args: Json) => (await run.call(name, args)).content;

describe("the tool belt", () => {
  it("describes every tool by a JSON Schema of an object", () => {
    for (const spec of toolSpecs(builtInTools())) {
      expect(spec.parameters).toMatchObject({ type: "object", properties: expect.any(Object) });
      expect(spec.description.length).toBeGreaterThan(40);
    }
  });

  it("answers an unknown tool with those that exist", async () => {
    const output = await run.call("rm_rf", {});
    expect(output).toEqual({
      isError: true,
      content: `There is no tool "rm_rf". The tools here: ${TOOL_NAMES.filter((name) => name !== "delegate").join(", ")}.`,
    });
  });

  it.each<[string, Json, string]>([
    ["read_file", {}, "- path: "],
    ["read_file", { path: 7 }, "- path: "],
    ["read_file", { path: "a", offset: -1 }, "- offset: "],
    ["write_file", { path: "a" }, "- content: "],
    ["query_sql", "{broken json", "- arguments: "],
    ["query_sql", null, "- arguments: "],
    ["draw_chart", { spec: "bar", path: "x" }, "- spec: "],
    ["deliver", { summary: "x", files: ["a", 1] }, "- files.1: "],
    ["deliver", { summary: "  ", files: [] }, "- summary: "],
  ])("names the wrong field: %s %j", async (name, args, field) => {
    const output = await run.call(name, args);
    expect(output.isError).toBe(true);
    expect(output.content).toContain(field);
  });
});

describe("list_files", () => {
  it("tells the tables, also those of a workbook's sheets", async () => {
    const { files } = JSON.parse(await content("list_files", {}));
    expect(files).toContainEqual({ path: "names.csv", bytes: 10, input: true, table: "names" });
    expect(files).toContainEqual(
      expect.objectContaining({
        path: "book.xlsx",
        tables: [
          { sheet: "A", table: "book_a" },
          { sheet: "B", table: "book_b" },
        ],
      }),
    );
    expect(files).toContainEqual({ path: "long.txt", bytes: 65_000, input: true });
  });
});

describe("read_file", () => {
  it("pages through a long text without a gap", async () => {
    let text = "";
    for (let offset: number | undefined = 0; offset !== undefined; ) {
      const shown: string = await content("read_file", { path: "long.txt", offset });
      const [body, note] = shown.split("\n[characters ");
      text += body;
      const next = /offset (\d+)/.exec(note ?? "");
      offset = next ? Number(next[1]) : undefined;
    }
    expect(text).toBe("line of text\n".repeat(5_000));
  });

  it("never begins or ends within a character, wherever it is asked to begin", async () => {
    await run.call("write_file", { path: "faces.txt", content: "😀".repeat(15_000) });
    for (const offset of [0, 1, 2, 19_999]) {
      const shown = await content("read_file", { path: "faces.txt", offset });
      expect([offset, shown.isWellFormed(), shown.startsWith("😀")]).toEqual([offset, true, true]);
    }
  });

  it("reads Latin-1 text and the text of a PDF", async () => {
    expect(await content("read_file", { path: "names.csv" })).toBe("name\nJosé\n");
    expect(await content("read_file", { path: "paper.pdf" })).toContain("Hello from page one");
  });

  it.each([
    ["blob.bin", "binary file of 4 bytes"],
    ["book.xlsx", "query_sql"],
    ["not.pdf", "could not be opened as a PDF"],
    ["missing.txt", 'no file "missing.txt"'],
    ["../secret", '".."'],
  ])("says why it cannot read %s", async (path, reason) => {
    const output = await run.call("read_file", { path });
    expect(output.isError).toBe(true);
    expect(output.content).toContain(reason);
  });
});

describe("write_file", () => {
  it("writes no text under the name of a binary format", async () => {
    const output = await run.call("write_file", { path: "report.XLSX", content: "a,b" });
    expect(output).toMatchObject({ isError: true, content: expect.stringContaining("writeTable in run_code") });
  });
});

describe("deliver", () => {
  it("takes files of its own making, once each", async () => {
    await run.call("write_file", { path: "report.md", content: "# Report" });
    const delivery = await parseDeliver({ summary: " Done. ", files: ["report.md", "./report.md"] }, run.workspace);
    expect(delivery).toEqual({
      ok: true,
      value: {
        summary: "Done.",
        files: [{ path: "report.md", absolutePath: `${run.workspace.root}/report.md`, bytes: 8 }],
      },
    });
    expect(await run.call("deliver", { summary: "Done.", files: ["report.md"] })).toMatchObject({ isError: false });
  });

  it("refuses what is not there and what is the client's own, all at once", async () => {
    const output = await run.call("deliver", { summary: "Done.", files: ["nothing.md", "names.csv", "/etc/passwd"] });
    expect(output.isError).toBe(true);
    for (const part of ["nothing.md", "client's own file", "absolute"]) expect(output.content).toContain(part);
  });
});
