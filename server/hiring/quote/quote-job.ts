import { estimateCost } from "#billing";
import { chooseConnectors } from "#connectors";
import { addPico, formatUsd, minPico, type OrgScope, type Pico, pico } from "#kernel";
import { withOrg } from "#platform";
import { planAcceptance } from "../acceptance/plan-acceptance";
import { MAX_TASKS_PER_JOB } from "../crew/rules";
import { USUAL_STEPS } from "../run-view";
import type { Quote, QuoteOrder } from "../schema";
import {
  findAgents,
  firstInputBound,
  type HirableAgent,
  readBudgets,
  requireFirstStep,
  requireManager,
  whyOffDuty,
} from "./plan-hire";

/** How such jobs usually go; tokens. A byte of a prompt is about a quarter of a token. */
const LOW_STEPS = 4;
const BYTES_PER_TOKEN = 4n;
const GROWTH_PER_STEP = 1_500n;
const OUTPUT_PER_STEP = 600n;

/**
 * What hiring would cost, without hiring: low and likely are estimates, `notToExceed` is a promise that holds enforce.
 * Agents off duty are quoted, too, and marked.
 * @throws UnknownAgent | BudgetTooSmall, as hiring does | InvalidInput, also for acceptance that cannot be checked
 */
export async function quoteJob(scope: OrgScope, order: QuoteOrder): Promise<Quote> {
  const budgets = readBudgets(order);
  // Each task that a manager delegates is a run of its own.
  const budget = ceilingOf(budgets, order.mode === "crew" ? 1 + MAX_TASKS_PER_JOB : order.agents.length);
  const { agents, verifier, connectors } = await withOrg(scope, async (tx) => {
    const agents = await findAgents(tx, order.agents, order.tier);
    const verifier = (await planAcceptance(tx, order, agents))?.verifier ?? null;
    return { agents, verifier, connectors: await chooseConnectors(tx, order.connectors ?? []) };
  });
  requireFirstStep(agents, order, budgets, connectors);
  if (order.mode === "crew") requireManager(agents);
  const estimates = agents.map((agent) => ({ agent, ...estimate(agent, order, budget, connectors.toolBytes) }));
  const likely = addPico(...estimates.map((one) => one.likely));
  const warnings: string[] = [];
  if (likely > budget) {
    warnings.push(`The likely cost ($${formatUsd(likely)}) is above the budget; the work may stop before it is done.`);
  }
  if (verifier) warnings.push(explainVerifier(verifier, agents));
  return {
    currency: "USD",
    low: formatUsd(minPico(addPico(...estimates.map((one) => one.low)), budget)),
    likely: formatUsd(minPico(likely, budget)),
    notToExceed: formatUsd(budget),
    agents: estimates.map(({ agent, low, likely, steps }) => {
      const reason = whyOffDuty(agent);
      return {
        slug: agent.slug,
        name: agent.name,
        low: formatUsd(low),
        likely: formatUsd(likely),
        likelySteps: steps,
        onDuty: reason === null,
        reason,
      };
    }),
    warnings,
    notes: agents.some(({ model }) => model.kind !== "trainee") ? [SUMMARIES] : [],
  };
}

/** Whether it comes to that, and how often, depends on the work: nobody can say so before. */
const SUMMARIES =
  "Long work may outgrow what an agent can read at once. It then summarises its first steps by a model call of its own: within the budget, not in this estimate, and a line of its own on the bill.";

/** What a verifier adds to the bill, and where it is not much of a second opinion. */
function explainVerifier(verifier: HirableAgent, workers: readonly HirableAgent[]): string {
  const cost = `${verifier.name} judges the work: one more model call each time it is handed over, at its own rates, within the budget and not in this estimate. A line of its own on the bill.`;
  const same = workers.find(({ model }) => model.id === verifier.model.id);
  return same ? `${cost} It thinks with the same model as ${same.name}.` : cost;
}

/** The job's budget, or what all its runs may cost together where that is less. */
function ceilingOf({ budget, runBudget }: ReturnType<typeof readBudgets>, runs: number): Pico {
  return runBudget === null ? budget : minPico(budget, pico(runBudget * BigInt(runs)));
}

function estimate(agent: HirableAgent, order: QuoteOrder, budget: Pico, toolBytes: number) {
  const steps = Math.min(USUAL_STEPS, agent.maxSteps);
  const { low, likely } = estimateCost({
    rates: agent.rates,
    markupBps: agent.markupBps,
    tier: order.tier,
    steps: { low: Math.min(LOW_STEPS, agent.maxSteps), likely: steps },
    firstInput: firstInputBound(order.brief, agent.instructions, toolBytes) / BYTES_PER_TOKEN,
    growthPerStep: GROWTH_PER_STEP,
    outputPerStep: OUTPUT_PER_STEP,
    budget,
  });
  return { low, likely, steps };
}
