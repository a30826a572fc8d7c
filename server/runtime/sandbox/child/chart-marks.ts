import type { JsonObject } from "../../models/port";
import { TaskFailed } from "../protocol";
import { isObject } from "./json";

/** All of Vega-Lite's but `image`, which would load something. */
const MARKS = [
  "arc",
  "area",
  "bar",
  "boxplot",
  "circle",
  "errorband",
  "errorbar",
  "geoshape",
  "line",
  "point",
  "rect",
  "rule",
  "square",
  "text",
  "tick",
  "trail",
];
const COMPOSITIONS = ["layer", "hconcat", "vconcat", "concat"];

/**
 * The compiler assumes a valid spec: without a mark it draws nothing, and with an unknown one it stumbles over its own internals.
 * @throws TaskFailed naming what is missing
 */
export function checkMarks(spec: JsonObject, place = "spec"): void {
  const composition = COMPOSITIONS.find((name) => Array.isArray(spec[name]));
  const parts = composition ? spec[composition] : undefined;
  if (composition && Array.isArray(parts)) {
    for (const [index, part] of parts.entries()) checkPart(part, `${place}.${composition}[${index}]`);
  } else if (spec.spec !== undefined) {
    checkPart(spec.spec, `${place}.spec`);
  } else {
    checkMark(spec, place);
  }
}

function checkPart(part: JsonObject[string], place: string): void {
  if (!isObject(part)) throw new TaskFailed(`${place} must be an object.`);
  checkMarks(part, place);
}

function checkMark({ mark }: JsonObject, place: string): void {
  const type = isObject(mark) ? mark.type : mark;
  if (typeof type === "string" && MARKS.includes(type)) return;
  const found = type === undefined ? "is missing" : `is ${JSON.stringify(type).slice(0, 60)}`;
  throw new TaskFailed(`${place}.mark ${found}. Use one of: ${MARKS.join(", ")} (this is Vega-Lite, not Vega).`);
}
