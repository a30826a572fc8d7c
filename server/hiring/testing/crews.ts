import { expect } from "vitest";
import type { Script, ScriptedReply } from "../../../e2e/fixtures/model-server";
import { getJob, type JobOrder, type JobView } from "..";
import { type AgencyAtWork, orderOf, PATIENCE } from "./agency-at-work";

type ToolCall = NonNullable<ScriptedReply["toolCalls"]>[number];
type ToolArgs = Exclude<ToolCall["args"], string>;

/** A manager with two seats for analysts. */
export const ANALYSTS = ["project-manager", "data-analyst", "data-analyst"];

export const crewOrder = (changes: Partial<JobOrder> = {}): JobOrder =>
  orderOf({ brief: "Count the books.", agents: ANALYSTS, mode: "crew", budget: "20.00", ...changes });

/** A manager's call that gives an agent a task. */
export const delegate = (agent: string, task: string, more: ToolArgs = {}): ToolCall => ({
  name: "delegate",
  args: { agent, task, ...more },
});

/** Those who can delegate follow the manager's script; all others the specialists'. */
export const crewOf =
  (manager: Script, specialist: Script): Script =>
  (request) =>
    request.tools.includes("delegate") ? manager(request) : specialist(request);

/** What each run is at, in the order of the lanes: `waiting: crew`, `working`, … */
export const statesOf = (job: JobView): string[] =>
  job.runs.map(({ status, reason }) => (reason ? `${status}: ${reason}` : status));

/** Waits for the runs of a job to be at these, and shows it. */
export async function untilRuns({ scope }: AgencyAtWork, job: JobView, states: string[]): Promise<JobView> {
  const view = () => getJob(scope, job.id);
  await expect.poll(async () => statesOf(await view()), PATIENCE).toEqual(states);
  return view();
}

/** What the delegations of a job's managers were answered, in the order of the calls. */
export async function answersOf(
  { owner }: AgencyAtWork,
  job: JobView,
): Promise<{ content: string; isError: boolean }[]> {
  const { rows } = await owner.query(
    `select content, is_error = 'yes' as "isError" from tool_calls c join runs r on r.id = c.run_id
     where r.job_id = $1 and c.name = 'delegate' order by r.lane, c.step_no, c.position`,
    [job.id],
  );
  return rows;
}
