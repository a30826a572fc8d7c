import type { JsonObject } from "../../models/port";
import { isObject } from "./json";

const INK = "#1f2937";
const MUTED = "#6b7280";
const LINE = "#e5e7eb";

/** Distinct also for colour-blind eyes, calm on white; the first carries a chart alone. */
const CATEGORIES = ["#2f5d8a", "#d98a3d", "#4f9a8b", "#b5525c", "#8a76a8", "#9aa33c", "#6f8fb3", "#a57c5b"];
const RAMP = ["#e8eff6", "#b9cfe3", "#82aacb", "#4d82ae", "#2f5d8a", "#1c3c5d"];
const DIVERGING = ["#b5525c", "#dba0a3", "#f4f1ee", "#9dbcd6", "#2f5d8a"];

/** The house look. A spec's own `config`, size and background win over it. */
const CONFIG: JsonObject = {
  font: "Inter",
  background: "#ffffff",
  padding: 20,
  view: { stroke: null, continuousWidth: 620, continuousHeight: 340, step: 30 },
  title: {
    anchor: "start",
    frame: "group",
    color: INK,
    fontSize: 17,
    fontWeight: 600,
    offset: 18,
    subtitleColor: MUTED,
    subtitleFontSize: 13,
    subtitlePadding: 6,
  },
  axis: {
    domainColor: LINE,
    gridColor: "#eef0f3",
    tickColor: LINE,
    labelColor: MUTED,
    labelFontSize: 11.5,
    labelPadding: 6,
    // Without a canvas Vega takes text to be 1.4 times as wide as Inter is: limits are generous, paddings small.
    labelLimit: 320,
    titleColor: MUTED,
    titleFontSize: 12,
    titleFontWeight: 500,
    titlePadding: 8,
  },
  axisX: { grid: false },
  axisY: { domain: false, ticks: false },
  axisXQuantitative: { tickCount: 8, grid: true },
  axisYQuantitative: { tickCount: 6 },
  axisBand: { grid: false, ticks: false },
  legend: {
    labelColor: INK,
    labelFontSize: 11.5,
    titleColor: MUTED,
    titleFontSize: 12,
    titleFontWeight: 500,
    symbolStrokeWidth: 0,
  },
  header: {
    labelColor: INK,
    labelFontSize: 12,
    labelFontWeight: 600,
    titleColor: MUTED,
    titleFontSize: 12,
    titleFontWeight: 500,
  },
  range: { category: CATEGORIES, ramp: RAMP, heatmap: RAMP, diverging: DIVERGING, ordinal: RAMP },
  scale: { bandPaddingInner: 0.25, rectBandPaddingInner: 0 },
  mark: { color: CATEGORIES[0] ?? INK },
  bar: { cornerRadiusEnd: 2 },
  line: { strokeWidth: 2.25, strokeJoin: "round", strokeCap: "round" },
  area: { opacity: 0.85, line: true },
  point: { filled: true, size: 45, opacity: 0.75 },
  circle: { size: 45, opacity: 0.75 },
  arc: { stroke: "#ffffff", strokeWidth: 1.5 },
  boxplot: { size: 26, median: { color: "#ffffff" } },
  text: { color: INK, fontSize: 11.5 },
  rule: { color: MUTED },
};

const SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json";

/** A spec dressed in the house look. `width: "container"` means nothing without a page and falls back to the default size. */
export function themed(spec: JsonObject): JsonObject {
  const { width, height, ...rest } = spec;
  return {
    ...rest,
    ...(width === undefined || width === "container" ? {} : { width }),
    ...(height === undefined || height === "container" ? {} : { height }),
    $schema: SCHEMA,
    config: merged(CONFIG, isObject(spec.config) ? spec.config : {}),
  };
}

function merged(base: JsonObject, over: JsonObject): JsonObject {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isObject(below) && isObject(value) ? merged(below, value) : value;
  }
  return result;
}
