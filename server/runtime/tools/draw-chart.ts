import { join } from "node:path";
import { z } from "zod";
import { nestsDeeperThan } from "#kernel";
import type { JsonObject } from "../models/port";
import { CHART_FILES } from "../sandbox/protocol";
import { sandbox } from "../sandbox/run-in-child";
import { nameTables } from "./table-names";
import { answer, defineTool, refusal } from "./tool";
import { adoptFile, normalizePath } from "./workspace";
import { copyInto, queryableFiles } from "./workspace-sandbox";

const MAX_SPEC_CHARACTERS = 2_000_000;
/** Whoever reads it calls itself for each level. */
const MAX_SPEC_LEVELS = 100;

export const drawChart = defineTool({
  name: "draw_chart",
  description:
    "Draws a chart from a Vega-Lite (v6) spec and writes <path>.svg and <path>.png. " +
    'Give the data as {"sql": "SELECT …"} over the same tables as query_sql (at most 20,000 rows, so aggregate in SQL), or inline as {"values": [{…}]}. ' +
    "Data by url or file name is not available. Give it a title that says what it shows, and axis titles with units; size, font and colours have good defaults.",
  effect: "idempotent",
  input: z.object({
    spec: z
      .preprocess(parsedText, z.looseObject({}))
      // Models are told of an object only: not every provider takes the recursive schema of JSON.
      .pipe(z.record(z.string(), z.json()))
      .describe(
        'The Vega-Lite spec as an object, e.g. {"title": "…", "data": {"sql": "SELECT …"}, "mark": "bar", "encoding": {…}}',
      ),
    path: z.string().min(1).describe('Where to write it, without extension, e.g. "charts/sales-by-month"'),
  }),
  async run({ spec, path }, { workspace, signal, onSign }) {
    if (JSON.stringify(spec).length > MAX_SPEC_CHARACTERS) {
      return refusal(
        `spec: it is longer than ${MAX_SPEC_CHARACTERS} characters. Use data.sql instead of inline values.`,
      );
    }
    const stem = normalizePath(path.replace(/\.(svg|png)$/i, ""));
    const files = usesSql(spec) ? await queryableFiles(workspace) : [];
    const outcome = await sandbox().run(
      { kind: "chart", spec, tables: nameTables(files) },
      {
        signal,
        onSign,
        fill: async (directory) => void (await copyInto(directory, files)),
        collect: async ({ out }, chart) => ({
          chart,
          svg: await adoptFile(workspace, `${stem}.svg`, join(out, CHART_FILES.svg)),
          png: await adoptFile(workspace, `${stem}.png`, join(out, CHART_FILES.png)),
        }),
      },
    );
    if (!outcome.ok) return refusal(outcome.message);
    const { chart, svg, png } = outcome.value;
    const lines = [
      `Wrote ${svg.path} (${svg.bytes} bytes) and ${png.path} (${png.bytes} bytes): ${chart.width} × ${chart.height}.`,
    ];
    if (chart.rows > 0) lines.push(`${chart.rows} rows were drawn.`);
    if (chart.notes.length > 0) lines.push("Notes:", ...chart.notes.map((note) => `- ${note}`));
    return answer(lines.join("\n"));
  },
});

/** Some models write a nested object as JSON text. */
function parsedText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return nestsDeeperThan(parsed, MAX_SPEC_LEVELS) ? value : parsed;
  } catch {
    return value;
  }
}

/** Whether tables are needed at all; a false alarm only costs a copy. */
const usesSql = (spec: JsonObject): boolean => JSON.stringify(spec).includes('"sql":');
