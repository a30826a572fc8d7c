import type { CheckResult, Verdict } from "../acceptance/port";
import { type Evidence, evidenceTurn, readVerdict, VERDICT_TOOL, verifierRules } from "../acceptance/verdict";
import { inputUpperBound } from "../models/estimate";
import { ModelCallFailed } from "../models/port";
import type { Delivery } from "../tools";
import { readFileTool } from "../tools/read-file";
import { cut } from "../tools/tool";
import { meterCall, tryOnce, type Unsettled } from "./meter-call";
import type { Assignment, Story, Verifier } from "./ports";

/** What a verifier is shown of one file, and of all together, characters. */
const FILE_CHARACTERS = 20_000;
const WORK_CHARACTERS = 80_000;

/** Work that is to be judged, at a step. */
export type Proposal = {
  readonly step: number;
  readonly delivery: Delivery;
  readonly checks: readonly CheckResult[];
  /** How many of the client's messages the agent has read; null when it can read no more. */
  readonly read: number | null;
};

/**
 * Asks the verifier about work, in one metered call. A reply that is no verdict is asked for once more; the client pays
 * for the verdict alone.
 * @throws LeaseLost
 */
export async function verify(
  assignment: Assignment,
  story: Story,
  { step, delivery, checks, read }: Proposal,
  verifier: Verifier,
  ports: { readonly signal: AbortSignal; readonly isEnding: () => boolean },
): Promise<{ readonly settled: Verdict } | Unsettled> {
  const { provider, model, meter } = verifier;
  const evidence: Evidence = {
    asked: askedIn(story),
    criteria: assignment.acceptance?.criteria ?? null,
    checks,
    summary: delivery.summary,
    files: await excerpt(assignment, delivery, ports.signal),
  };
  const prompt = {
    instructions: verifierRules(verifier.instructions),
    turns: [evidenceTurn(evidence)],
    tools: [VERDICT_TOOL],
  };
  return meterCall(
    {
      bounds: {
        step,
        purpose: "verification",
        inputBound: inputUpperBound(prompt),
        wantedOutput: Math.min(verifier.maxOutputPerStep, model.maxOutput),
        messages: read ?? Number.POSITIVE_INFINITY,
      },
      async ask({ maxOutput, failedBefore }) {
        const { tier } = assignment;
        const reply = await tryOnce(provider, { ...prompt, model, maxOutput, tier, signal: ports.signal });
        if (reply instanceof ModelCallFailed) return reply;
        const verdict = readVerdict(reply);
        if (verdict) return { reply, verdict };
        const facts = { retryable: failedBefore === 0, usage: reply.usage };
        return new ModelCallFailed("malformed", "The verifier's answer was no verdict.", facts);
      },
      async settle(attempt, { reply, verdict }) {
        await verifier.settle(attempt, reply, verdict);
        return verdict;
      },
    },
    { ...ports, meter },
  );
}

/** The client's words, in order. */
const askedIn = ({ past, own }: Story): string[] =>
  [...past, own].flatMap(({ opening, messages }) => [
    ...(opening === null ? [] : [opening]),
    ...messages.map(({ text }) => text),
  ]);

/** The files as `read_file` shows them, the beginning of each, as long as there is room. */
async function excerpt(
  { workspace }: Assignment,
  { files }: Delivery,
  signal: AbortSignal,
): Promise<Evidence["files"]> {
  let room = WORK_CHARACTERS;
  const shown: Evidence["files"][number][] = [];
  for (const { path, bytes } of files) {
    if (room === 0) {
      shown.push({ path, bytes, content: "(not shown: there is no room left)" });
      continue;
    }
    const output = await readFileTool.run({ path }, { workspace, signal });
    const content = "content" in output ? cut(output.content, Math.min(FILE_CHARACTERS, room)) : "";
    room -= content.length;
    shown.push({ path, bytes, content });
  }
  return shown;
}
