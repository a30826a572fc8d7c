import { eq, sql } from "drizzle-orm";
import { jobs, runs } from "#drizzle/schema/index";
import { type Pico, pico } from "#kernel";
import type { Tx } from "#platform";

/** When a client wants to be asked before money is spent, and how it stands. */
export type Spending = {
  /** A step that may cost more needs the client's word; NULL when none does. */
  readonly stepAbove: Pico | null;
  /** Once so much of the budget is spent, percent, the next step does; NULL when none does. */
  readonly spentPercent: number | null;
  readonly spent: Pico;
  readonly budget: Pico;
};

/** @param amount what the step may cost at most */
export const mustAsk = ({ stepAbove, spentPercent, spent, budget }: Spending, amount: Pico): boolean =>
  (stepAbove !== null && amount > stepAbove) ||
  (spentPercent !== null && spent * 100n >= budget * BigInt(spentPercent));

/** Conversations grow, and the next step may cost a little more: it is not worth another question. */
const LEEWAY = 2n;

/**
 * The terms after the client has approved a step: what was approved once, and what costs up to twice that, is not asked
 * about again.
 * @param amount what the approved step may cost at most
 */
export function approved(terms: Spending, amount: Pico): Pick<Spending, "stepAbove" | "spentPercent"> {
  const { stepAbove, spentPercent } = terms;
  const isSpent = spentPercent !== null && mustAsk({ ...terms, stepAbove: null }, amount);
  return {
    stepAbove: stepAbove !== null && amount > stepAbove ? pico(amount * LEEWAY) : stepAbove,
    spentPercent: isSpent ? null : spentPercent,
  };
}

/** Of a locked job. */
export async function readSpending(tx: Tx, jobId: string): Promise<Spending> {
  const [row] = await tx
    .select({
      stepAbove: jobs.askStepAbove,
      spentPercent: jobs.askSpentPercent,
      budget: jobs.budget,
      spent: sql<string>`(select coalesce(sum(r.cost), 0)::text from ${runs} r where r.job_id = ${jobId})`,
    })
    .from(jobs)
    .where(eq(jobs.id, jobId));
  if (!row) throw new Error(`job ${jobId} has no row`);
  return { ...row, spent: pico(BigInt(row.spent)) };
}

/** Writes down that the client has approved a step of a locked job. */
export async function approveSpending(tx: Tx, jobId: string, amount: Pico): Promise<void> {
  const { stepAbove, spentPercent } = approved(await readSpending(tx, jobId), amount);
  await tx.update(jobs).set({ askStepAbove: stepAbove, askSpentPercent: spentPercent }).where(eq(jobs.id, jobId));
}
