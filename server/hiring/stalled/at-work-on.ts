import { and, asc, desc, eq, ne } from "drizzle-orm";
import { attempts, toolCalls } from "#drizzle/schema/index";
import type { Tx } from "#platform";
import type { RunRow } from "../run-changes";

/** What a run at work is at, for people: to stand after "while it was". */
export async function atWorkOn(tx: Tx, { id: runId }: Pick<RunRow, "id">): Promise<string> {
  const [attempt] = await tx
    .select({ step: attempts.stepNo, purpose: attempts.purpose })
    .from(attempts)
    .where(and(eq(attempts.runId, runId), eq(attempts.state, "open")));
  if (attempt) {
    const whose = attempt.purpose === "verification" ? "its verifier" : "its model";
    return `waiting for ${whose} in step ${attempt.step}`;
  }
  const open = await tx
    .select({ name: toolCalls.name, step: toolCalls.stepNo })
    .from(toolCalls)
    .where(and(eq(toolCalls.runId, runId), ne(toolCalls.state, "answered")))
    .orderBy(desc(toolCalls.stepNo), asc(toolCalls.position));
  const [last] = open;
  if (!last) return "between two steps";
  const names = [...new Set(open.filter(({ step }) => step === last.step).map(({ name }) => name))];
  return `using ${names.join(", ")} in step ${last.step}`;
}
