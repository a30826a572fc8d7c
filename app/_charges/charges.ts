import { addPico, formatUsd, parseUsd, subPico } from "#kernel";
import type { Answers, JobUsage } from "@/_trpc/types";

/** One run's part of a statement, as the agency bills it. */
type RunCharges = Answers["bill"]["statement"]["month"]["jobs"][number]["runs"][number];
export type StepCharges = Omit<RunCharges["steps"][number], "eventId" | "at">;

const total = (amounts: readonly { readonly amount: string }[]) =>
  addPico(...amounts.map(({ amount }) => parseUsd(amount)));

/** The lines of a job's bill by the model call they belong to, in order. Exact: `amount` is lines less credits. */
export function chargesOf(usage: JobUsage, runId: string): { amount: string; steps: StepCharges[] } {
  const lines = usage.lines.filter((line) => line.runId === runId);
  const credits = usage.credits.filter((credit) => credit.runId === runId);
  const keys = [...new Set(lines.map(({ step, attempt }) => `${step}.${attempt}`))];
  const steps = keys.flatMap((key): StepCharges[] => {
    const components = lines.filter(({ step, attempt }) => `${step}.${attempt}` === key);
    const [first] = components;
    if (!first) return [];
    const { step, attempt, purpose, model, tier } = first;
    const own = credits.filter((credit) => `${credit.step}.${credit.attempt}` === key);
    const amount = formatUsd(subPico(total(components), total(own)));
    return [{ step, attempt, purpose, model, tier, components, credits: own, amount }];
  });
  return { amount: formatUsd(subPico(total(lines), total(credits))), steps };
}
