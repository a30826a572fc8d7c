import { addPico, formatUsd, parseUsd, subPico } from "#kernel";
import type { Answers, JobUsage } from "@/_trpc/types";

/** One run's part of a statement, as the agency bills it. */
type RunCharges = Answers["bill"]["statement"]["month"]["jobs"][number]["runs"][number];
type Step = RunCharges["steps"][number];
export type StepCharges = Omit<Step, "eventId" | "at" | "adjustments"> & {
  /** What re-ratings made of it. */
  readonly adjustments: readonly Pick<Step["adjustments"][number], "at" | "reason" | "billed" | "rerated" | "amount">[];
};

const total = (amounts: readonly { readonly amount: string }[]) =>
  addPico(...amounts.map(({ amount }) => parseUsd(amount)));

/** The lines of a job's bill by the model call they belong to, in order. Exact: `amount` is lines less credits, re-rated. */
export function chargesOf(usage: JobUsage, runId: string): { amount: string; steps: StepCharges[] } {
  const lines = usage.lines.filter((line) => line.runId === runId);
  const credits = usage.credits.filter((credit) => credit.runId === runId);
  const adjustments = usage.adjustments.filter((adjustment) => adjustment.runId === runId);
  const keys = [...new Set(lines.map(({ step, attempt }) => `${step}.${attempt}`))];
  const steps = keys.flatMap((key): StepCharges[] => {
    const components = lines.filter(({ step, attempt }) => `${step}.${attempt}` === key);
    const [first] = components;
    if (!first) return [];
    const { step, attempt, purpose, verifier, model, tier } = first;
    const own = credits.filter((credit) => `${credit.step}.${credit.attempt}` === key);
    const rerated = adjustments.filter((adjustment) => `${adjustment.step}.${adjustment.attempt}` === key);
    const amount = formatUsd(addPico(subPico(total(components), total(own)), total(rerated)));
    const call = { step, attempt, purpose, verifier, model, tier };
    return [{ ...call, components, credits: own, adjustments: rerated, amount }];
  });
  return { amount: formatUsd(addPico(subPico(total(lines), total(credits)), total(adjustments))), steps };
}
