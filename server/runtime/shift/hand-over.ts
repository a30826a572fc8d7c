import type { Inspection } from "../acceptance/port";
import { runChecks } from "../acceptance/run-checks";
import type { Delivery } from "../tools";
import { rejectionWords } from "./conversation";
import type { Assignment, FinishedCall, JournalStep, ShiftPorts, Story } from "./ports";
import { answerInstead } from "./run-calls";
import { type Proposal, verify } from "./verify";

/** What a step wants to hand over, with the answers to its calls if it does. */
type Offer = {
  readonly step: JournalStep;
  readonly delivery: Delivery;
  readonly finished: readonly FinishedCall[];
  /** How many of the client's messages the agent has read; null when it can read no more. */
  readonly read: number | null;
};

export type HandedOver =
  | "delivered"
  | "waiting"
  | "yielded"
  | "stopped"
  /** The client has written meanwhile: nothing was handed over. */
  | "unread"
  /** It does not meet the acceptance criteria; the answers to the calls say so. */
  | { readonly rejected: readonly string[]; readonly finished: readonly FinishedCall[] };

/**
 * Hands work over, once it meets what the client wants to hold. A function of the journal: killed at any line, the next
 * shift checks again what costs nothing, and never asks again for a verdict that was paid.
 * @throws LeaseLost
 */
export async function handOver(
  assignment: Assignment,
  story: Story,
  offer: Offer,
  ports: ShiftPorts,
): Promise<HandedOver> {
  const { step, delivery, finished, read } = offer;
  const { journal, signal } = ports;
  const inspected = await inspect(assignment, story, offer, ports).catch((error) => {
    if (!signal.aborted) throw error;
    return "stopped" as const;
  });
  if (typeof inspected === "string") return inspected;
  const { inspection } = inspected;
  if (inspection && inspection.reasons.length > 0) {
    const answers = answerInstead(finished, rejectionWords(inspection.reasons));
    await journal.reject(delivery, step.no, answers, inspection);
    return { rejected: inspection.reasons, finished: answers };
  }
  return (await journal.deliver(delivery, step.no, finished, read, inspection)) ? "delivered" : "unread";
}

type Inspected = { readonly inspection: Inspection | null } | "waiting" | "yielded" | "stopped" | "unread";

/** Checks the work: what a machine can decide first, since that is free, then by the verifier if there is one. */
async function inspect(
  assignment: Assignment,
  story: Story,
  { step, delivery, read }: Offer,
  ports: ShiftPorts,
): Promise<Inspected> {
  const { acceptance, workspace } = assignment;
  if (acceptance === null) return { inspection: null };
  const { signal, onSign } = ports;
  const checks = await runChecks(acceptance.checks, delivery, { workspace, signal, onSign });
  const failed = checks.flatMap(({ check, problem }) => (problem === null ? [] : `${check}: ${problem}`));
  const round = 1 + story.own.steps.filter(({ no, rejection }) => no < step.no && rejection).length;
  const found = { round, rounds: acceptance.rounds, checks, verdict: null, unverified: null, reasons: failed };
  if (failed.length > 0 || ports.verifier === null) return { inspection: found };
  if ("unavailable" in ports.verifier) return { inspection: { ...found, unverified: ports.verifier.unavailable } };
  const { name: by } = ports.verifier;
  const judged = (verdict: NonNullable<JournalStep["verdict"]>): Inspected => ({
    inspection: { ...found, verdict: { ...verdict, by }, reasons: verdict.passed ? [] : verdict.reasons },
  });
  if (step.verdict) return judged(step.verdict);
  const proposal: Proposal = { step: step.no, delivery, checks, read };
  const end = await verify(assignment, story, proposal, ports.verifier, ports);
  if (typeof end === "string") return end;
  if ("settled" in end) return judged(end.settled);
  // Work that nobody could judge is handed over with a word about it: the client decides, and has paid nothing for that.
  if ("failed" in end) return { inspection: { ...found, unverified: end.failed } };
  await ports.journal.wait(step.no, [{ position: null, subject: end.asks }], []);
  return "waiting";
}
