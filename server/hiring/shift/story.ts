import { and, asc, eq, lte } from "drizzle-orm";
import { tokensOfCalls } from "#billing";
import { compactions, rejections, runs, steps, toolCalls, verdicts } from "#drizzle/schema/index";
import type { Tx } from "#platform";
import type { AssistantPart, Chapter, Compaction, JournalStep, Json, ModelReply, Story } from "#runtime";
import { continuesOf } from "../continues";
import { openingOf } from "../crew/opening";
import { readSeen } from "../messages/take-messages";
import type { ClaimedRun } from "./claim-run";

type Part = Pick<ClaimedRun, "runId" | "brief" | "task" | "continues">;

/** All that a run has to go by: its own journal, and those of the runs that it continues. */
export async function readStory(tx: Tx, run: Part): Promise<Story> {
  return { past: await readPast(tx, run), own: await readChapter(tx, run, null) };
}

async function readPast(tx: Tx, { brief, continues }: Part): Promise<Chapter[]> {
  if (continues === null) return [];
  const [row] = await tx.select().from(runs).where(eq(runs.id, continues.runId));
  if (!row) throw new Error(`run ${continues.runId} has no row`);
  const earlier = { runId: row.id, brief, task: row.task, continues: continuesOf(row) };
  return [...(await readPast(tx, earlier)), await readChapter(tx, earlier, continues.step)];
}

/** @param upTo the last step of it that counts; NULL for all */
async function readChapter(tx: Tx, { runId, brief, task, continues }: Part, upTo: number | null): Promise<Chapter> {
  return {
    opening: continues === null ? openingOf(brief, task) : continues.wish,
    steps: await readSteps(tx, runId, upTo),
    messages: (await readSeen(tx, runId)).filter(({ step }) => upTo === null || step <= upTo),
    compactions: await readCompactions(tx, runId, upTo),
  };
}

/** Those that the steps which count were asked with: a run that goes on from before one has the steps themselves. */
function readCompactions(tx: Tx, runId: string, upTo: number | null): Promise<Compaction[]> {
  return tx
    .select({ step: compactions.stepNo, covered: compactions.covered, summary: compactions.summary })
    .from(compactions)
    .where(and(eq(compactions.runId, runId), upTo === null ? undefined : lte(compactions.stepNo, upTo)))
    .orderBy(asc(compactions.stepNo));
}

async function readSteps(tx: Tx, runId: string, upTo: number | null): Promise<JournalStep[]> {
  const stepRows = await tx
    .select()
    .from(steps)
    .where(and(eq(steps.runId, runId), upTo === null ? undefined : lte(steps.no, upTo)))
    .orderBy(asc(steps.no));
  const callRows = await tx
    .select()
    .from(toolCalls)
    .where(and(eq(toolCalls.runId, runId), upTo === null ? undefined : lte(toolCalls.stepNo, upTo)))
    .orderBy(asc(toolCalls.stepNo), asc(toolCalls.position));
  const verdictRows = await tx.select().from(verdicts).where(eq(verdicts.runId, runId));
  const rejectionRows = await tx.select().from(rejections).where(eq(rejections.runId, runId));
  // How full the conversation is, is told by its newest call.
  const newest = stepRows.at(-1);
  const tokens = await tokensOfCalls(tx, newest ? [newest.attemptId] : []);
  return stepRows.map((step) => ({
    ...judgedAt(step.no, verdictRows, rejectionRows),
    ...withTokens(tokens.get(step.attemptId)),
    no: step.no,
    parts: step.parts as AssistantPart[],
    finish: step.finish as ModelReply["finish"],
    calls: callRows
      .filter((call) => call.stepNo === step.no)
      .map((call) => ({
        position: call.position,
        callId: call.callId,
        name: call.name,
        args: call.args as Json,
        state: call.state,
        isAllowed: call.allowedBy !== null,
        answer: call.content === null ? null : { content: call.content, isError: call.isError === "yes" },
      })),
  }));
}

const withTokens = (tokens: number | undefined): Pick<JournalStep, "tokens"> =>
  tokens === undefined ? {} : { tokens };

/** What was said of the work that a step wanted to hand over. */
function judgedAt(
  no: number,
  verdictRows: readonly (typeof verdicts.$inferSelect)[],
  rejectionRows: readonly (typeof rejections.$inferSelect)[],
): Pick<JournalStep, "verdict" | "rejection"> {
  const verdict = verdictRows.find(({ stepNo }) => stepNo === no);
  const rejection = rejectionRows.find(({ stepNo }) => stepNo === no);
  return {
    ...(verdict ? { verdict: { passed: verdict.passed, reasons: verdict.reasons } } : {}),
    ...(rejection ? { rejection: rejection.reasons } : {}),
  };
}
