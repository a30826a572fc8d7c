import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../models/port";
import { closeSandbox } from "./index";
import { openRunWorkspace, type RunWorkspace } from "./testing/run-workspace";

let run: RunWorkspace;

beforeAll(async () => {
  run = await openRunWorkspace();
  await run.give("sales.csv", "month,amount\n2024-01-01,10\n2024-02-01,30\n2024-03-01,20\n");
});

afterAll(async () => {
  closeSandbox();
  await run.remove();
});

const draw = (spec: JsonObject, path = "chart") => run.call("draw_chart", { spec, path });
const file = (path: string) => readFile(join(run.workspace.root, path));

const SALES: JsonObject = {
  title: "Sales by month",
  data: { sql: "SELECT month, amount FROM sales" },
  mark: "bar",
  encoding: {
    x: { field: "month", type: "temporal", title: "Month" },
    y: { field: "amount", type: "quantitative", title: "EUR" },
  },
};

/** How much of a PNG is ink, roughly: a drawing without text compresses to far less. */
const pngSize = async (path: string) => (await file(path)).byteLength;

describe("draw_chart", () => {
  it("refuses a spec without a bottom, written as text", async () => {
    const spec = `{"mark":"bar","x":${"[".repeat(5_000)}${"]".repeat(5_000)}}`;
    expect(await run.call("draw_chart", { spec, path: "chart" })).toMatchObject({ isError: true });
  });

  it("draws a query as SVG and PNG, text and all", async () => {
    const output = await draw(SALES, "charts/sales.png");
    expect(output).toMatchObject({ isError: false });
    expect(output.content).toContain("3 rows were drawn");
    const svg = (await file("charts/sales.svg")).toString();
    expect(svg).toContain("Sales by month");
    expect(svg).toContain('font-family="Inter"');
    expect((await file("charts/sales.png")).subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
    await draw({ ...SALES, title: null, config: { axis: { labels: false, title: null } } }, "charts/textless");
    expect(await pngSize("charts/sales.png")).toBeGreaterThan((await pngSize("charts/textless.png")) * 1.3);
  });

  it("draws inline values and layers with queries of their own", async () => {
    const values = await draw({
      data: { values: [{ a: "x", b: 1 }] },
      mark: "point",
      encoding: { x: { field: "a" }, y: { field: "b", type: "quantitative" } },
    });
    expect(values.isError).toBe(false);
    const { data: _, mark: __, ...rest } = SALES;
    const layers = await draw({
      ...rest,
      layer: [
        { data: SALES.data ?? null, mark: "line" },
        { data: { sql: "SELECT max(amount) AS amount FROM sales" }, mark: "rule", encoding: { x: null } },
      ],
    });
    expect(layers).toMatchObject({ isError: false });
    expect(layers.content).toContain("4 rows were drawn");
  });

  it.each<[string, JsonObject, string]>([
    ["an address", { ...SALES, data: { url: "https://example.com/x.csv" } }, "data.url is not available"],
    ["a file", { ...SALES, data: { url: "sales.csv" } }, "data.url is not available"],
    ["a failing query", { ...SALES, data: { sql: "SELECT nothing FROM sales" } }, '"nothing" not found'],
    ["no rows", { ...SALES, data: { sql: "SELECT * FROM sales WHERE false" } }, "no rows"],
    ["too many rows", { ...SALES, data: { sql: "SELECT * FROM range(20001)" } }, "at most 20000"],
    ["an unknown mark", { ...SALES, mark: "blob" }, 'spec.mark is "blob"'],
    ["no mark", { data: { values: [] } }, "spec.mark is missing"],
    ["a bad expression", { ...SALES, transform: [{ calculate: "datum.(", as: "x" }] }, "could not be drawn"],
    ["a huge size", { ...SALES, width: 100_000 }, "at most 4000 a side"],
  ])("refuses %s with a reason", async (_, spec, reason) => {
    const output = await draw(spec);
    expect(output.isError).toBe(true);
    expect(output.content).toContain(reason);
  });

  it("lets no script and no address into the SVG", async () => {
    const text = "<script>alert(1)</script>";
    const output = await draw(
      {
        title: text,
        data: { values: [{ a: 1, link: "javascript:alert(1)" }] },
        mark: "point",
        encoding: { x: { field: "a", type: "quantitative" }, href: { field: "link" } },
      },
      "evil",
    );
    expect(output.isError).toBe(false);
    const svg = (await file("evil.svg")).toString();
    expect(svg).not.toContain("<script");
    expect(svg).not.toMatch(/href="?javascript/);
  });
});
