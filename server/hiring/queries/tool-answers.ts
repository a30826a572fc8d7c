import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { runs, toolCalls } from "#drizzle/schema/index";
import { isId, NotFound, type OrgScope } from "#kernel";
import { withOrg } from "#platform";
import { requireJobRow } from "./jobs";

export const toolAnswerView = z.object({
  name: z.string(),
  content: z.string().meta({ description: "All of what the tool answered, as the model has it: untrusted text" }),
  isError: z.boolean(),
});

type CallAddress = {
  readonly jobId: string;
  readonly runId: string;
  readonly step: number;
  /** Its place among the step's calls, from 0. */
  readonly position: number;
};

/**
 * The whole answer to a tool call: the news of a job show its beginning only.
 * @throws NotFound, also while it has no answer
 */
export async function getToolAnswer(
  scope: OrgScope,
  { jobId, runId, step, position }: CallAddress,
): Promise<z.infer<typeof toolAnswerView>> {
  const [call] = await withOrg(scope, async (tx) => {
    await requireJobRow(tx, jobId);
    if (!isId(runId)) throw new NotFound("run", runId);
    const { name, content, isError, stepNo } = toolCalls;
    return tx
      .select({ name, content, isError })
      .from(toolCalls)
      .innerJoin(runs, eq(runs.id, toolCalls.runId))
      .where(and(eq(runs.jobId, jobId), eq(runs.id, runId), eq(stepNo, step), eq(toolCalls.position, position)));
  });
  if (!call || call.content === null) throw new NotFound("tool answer", `${runId}, step ${step}, call ${position}`);
  return { name: call.name, content: call.content, isError: call.isError === "yes" };
}
