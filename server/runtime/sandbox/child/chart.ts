import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { TopLevelSpec } from "vega-lite";
import type { JsonObject } from "../../models/port";
import { CHART_FILES, CHILD_DIRECTORIES, type ChartResult, type SandboxTask, TaskFailed } from "../protocol";
import { fillChartData } from "./chart-data";
import { checkMarks } from "./chart-marks";
import { themed } from "./chart-theme";

const PNG_SCALE = 2;
const MAX_SIDE = 4_000;
const MAX_WARNINGS = 5;
const WEIGHTS = ["400Regular/Inter_400Regular", "500Medium/Inter_500Medium", "600SemiBold/Inter_600SemiBold"];

/** Draws a Vega-Lite chart as SVG and PNG into the child's `out/`. @throws TaskFailed with what is wrong with the spec */
export async function drawChart(
  directory: string,
  task: Extract<SandboxTask, { kind: "chart" }>,
): Promise<ChartResult> {
  checkMarks(task.spec);
  const { spec, rows, notes } = await fillChartData(directory, task.spec, task.tables);
  const { svg, warnings } = await renderSvg(themed(spec));
  const image = await renderPng(svg);
  const out = (name: string) => join(directory, CHILD_DIRECTORIES.out, name);
  writeFileSync(out(CHART_FILES.svg), svg);
  writeFileSync(out(CHART_FILES.png), image.png);
  return { width: image.width, height: image.height, rows, notes: [...notes, ...warnings.slice(0, MAX_WARNINGS)] };
}

async function renderSvg(spec: JsonObject): Promise<{ svg: string; warnings: string[] }> {
  const [vega, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
  const warnings: string[] = [];
  const errors: string[] = [];
  const logger = vega.logger(vega.Warn, undefined, (method: string, _level: string, parts: readonly unknown[]) => {
    const text = parts.map((part) => (part instanceof Error ? part.message : String(part))).join(" ");
    (method === "error" ? errors : warnings).push(text);
  });
  try {
    // The compiler is what validates: the type system does not know the shape of foreign JSON.
    const foreign: TopLevelSpec = JSON.parse(JSON.stringify(spec));
    const view = new vega.View(vega.parse(compile(foreign, { logger }).spec), {
      renderer: "none",
      loader: deafLoader(vega),
      logger,
    });
    const svg = await view.toSVG();
    view.finalize();
    if (errors.length > 0) throw new Error(errors.join("\n"));
    return { svg, warnings };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TaskFailed([`The chart could not be drawn: ${reason}`, ...warnings.slice(0, MAX_WARNINGS)].join("\n"));
  }
}

/** Loads nothing and lets no link or image address into the drawing. */
function deafLoader(vega: typeof import("vega")) {
  const refuse = () => Promise.reject(new Error("Charts load nothing from files or the network."));
  return Object.assign(vega.loader(), {
    load: refuse,
    http: refuse,
    file: refuse,
    sanitize: () => Promise.resolve({}),
  });
}

async function renderPng(svg: string): Promise<{ png: Buffer; width: number; height: number }> {
  const { Resvg } = await import("@resvg/resvg-js");
  const require = createRequire(import.meta.url);
  const fontFiles = WEIGHTS.map((file) => require.resolve(`@expo-google-fonts/inter/${file}.ttf`));
  const options = { font: { loadSystemFonts: false, fontFiles, defaultFontFamily: "Inter" }, background: "white" };
  const natural = new Resvg(svg, options);
  if (natural.width > MAX_SIDE || natural.height > MAX_SIDE) {
    throw new TaskFailed(
      `The chart would be ${natural.width} × ${natural.height}; at most ${MAX_SIDE} a side. Set a smaller width, height or step.`,
    );
  }
  const scaled = new Resvg(svg, { ...options, fitTo: { mode: "zoom", value: PNG_SCALE } });
  return { png: scaled.render().asPng(), width: natural.width, height: natural.height };
}
