import type { ToolName } from "#kernel";
import type { Json, ToolSpec } from "../models/port";
import { deliver } from "./deliver";
import { drawChart } from "./draw-chart";
import { listFilesTool, writeFileTool } from "./files";
import type { Tool, ToolContext, ToolOutput } from "./port";
import { querySql } from "./query-sql";
import { readFileTool } from "./read-file";
import { refusal } from "./tool";

export { closeSandbox } from "../sandbox/run-in-child";
export { type Delivery, parseDeliver } from "./deliver";

export type * from "./port";
export { openWorkspace, placeInput, safeFileName } from "./workspace";

export const BUILT_IN_TOOLS: Readonly<Record<ToolName, Tool>> = {
  list_files: listFilesTool,
  read_file: readFileTool,
  write_file: writeFileTool,
  query_sql: querySql,
  draw_chart: drawChart,
  deliver,
};

/** The tools as a model is told of them. */
export const toolSpecs = (names: readonly ToolName[]): ToolSpec[] =>
  names.map((name) => {
    const { description, parameters } = BUILT_IN_TOOLS[name];
    return { name, description, parameters };
  });

/**
 * Runs one tool call as a model wrote it. What the model did wrong (a tool that does not exist, arguments of the
 * wrong shape, a failing query) is an output with `isError`, never an exception.
 * @param allowed the tools this agent has; all built-in ones when absent
 * @throws the signal's reason when aborted
 */
export async function runTool(
  name: string,
  args: Json,
  context: ToolContext,
  allowed: readonly ToolName[] = Object.keys(BUILT_IN_TOOLS) as ToolName[],
): Promise<ToolOutput> {
  const known = allowed.find((candidate) => candidate === name);
  if (!known) return refusal(`There is no tool "${name.slice(0, 80)}". The tools here: ${allowed.join(", ")}.`);
  return BUILT_IN_TOOLS[known].run(args, context);
}
