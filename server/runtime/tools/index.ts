import { TOOL_NAMES, type ToolName } from "#kernel";
import { env } from "#platform";
import type { Json, ToolSpec } from "../models/port";
import { askClient } from "./ask-client";
import { type CrewMember, delegateTo } from "./delegate";
import { deliver } from "./deliver";
import { drawChart } from "./draw-chart";
import { listFilesTool, writeFileTool } from "./files";
import type { Tool, ToolContext, ToolOutput, ToolWait } from "./port";
import { querySql } from "./query-sql";
import { readFileTool } from "./read-file";
import { runCode } from "./run-code";
import { refusal } from "./tool";
import { fetchUrl } from "./web/fetch-url";

export { closeSandbox } from "../sandbox/run-in-child";
export type { CrewMember } from "./delegate";
export { type Delivery, parseDeliver } from "./deliver";

export { outsideTool } from "./outside-tool";
export type * from "./port";
export { openWorkspace, placeGivenFile, placeInput, placeSkillFile, safeFileName } from "./workspace";

const BUILT_IN_TOOLS: Readonly<Record<Exclude<ToolName, "delegate">, Tool>> = {
  list_files: listFilesTool,
  read_file: readFileTool,
  write_file: writeFileTool,
  query_sql: querySql,
  draw_chart: drawChart,
  run_code: runCode,
  fetch_url: fetchUrl,
  ask_client: askClient,
  deliver,
};

/**
 * The built-in tools of these names, in their own order; names of other tools, and what the operator switched off, are left out.
 * @param crew whom the run may delegate to; without one there is no `delegate`
 */
export const builtInTools = (names: readonly string[] = TOOL_NAMES, crew: readonly CrewMember[] = []): Tool[] =>
  TOOL_NAMES.filter((name) => names.includes(name) && isOffered(name)).flatMap((name) => {
    if (name !== "delegate") return BUILT_IN_TOOLS[name];
    return crew.length > 0 ? delegateTo(crew) : [];
  });

const isOffered = (name: ToolName): boolean => name !== "fetch_url" || env().FETCH_URL === "on";

/** The tools as a model is told of them. */
export const toolSpecs = (tools: readonly Tool[]): ToolSpec[] =>
  tools.map(({ name, description, parameters }) => ({ name, description, parameters }));

/**
 * Runs one tool call as a model wrote it. What the model did wrong (a tool that does not exist, arguments of the
 * wrong shape, a failing query) is an output with `isError`, never an exception.
 * @param tools those that this agent has
 * @throws the signal's reason when aborted
 */
export async function runTool(
  name: string,
  args: Json,
  context: ToolContext,
  tools: readonly Tool[],
): Promise<ToolOutput | ToolWait> {
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool) return tool.run(args, context);
  const known = tools.map((candidate) => candidate.name).join(", ");
  return refusal(`There is no tool "${name.slice(0, 80)}". The tools here: ${known}.`);
}
