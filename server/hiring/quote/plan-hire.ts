import { worstCase } from "#billing";
import { findForHire, getRateTable } from "#catalogue";
import { type ChosenConnectors, chooseConnectors } from "#connectors";
import { InvalidInput, maxPico, type Pico, parseUsd, pico, type RateTable, type Tier, ZERO } from "#kernel";
import type { Tx } from "#platform";
import { AgentOffDuty, BudgetTooSmall, UnknownAgent } from "../errors";
import { modelProviders } from "../providers";
import type { QuoteOrder } from "../schema";

type Listing = NonNullable<Awaited<ReturnType<typeof findForHire>>>;

/** An agent that can be hired on these terms, with the prices in force. */
export type HirableAgent = Listing & { readonly rates: RateTable };

export type HirePlan = {
  readonly budget: Pico;
  /** What each run may cost at most; NULL when only the job's budget counts. */
  readonly runBudget: Pico | null;
  /** Those that begin at once. */
  readonly agents: readonly HirableAgent[];
  /** A manager and those it may employ; empty for other jobs. */
  readonly crew: readonly HirableAgent[];
  /** What its runs may use of the client's own. */
  readonly connectors: ChosenConnectors;
};

/** The smallest maximum output that a step is started with, tokens (design: below it the run waits for money). */
export const MINIMUM_OUTPUT = 1_024;

/** What the instructions, tool descriptions and framing of a first call come to beside the brief, bytes. */
const FIRST_CALL_OVERHEAD_BYTES = 6_000;

/** Why an agent cannot take a job now; NULL when it can. */
export const whyOffDuty = (agent: Pick<Listing, "model">): string | null =>
  modelProviders().whyOff(agent.model.provider) ?? agent.model.offDutyReason;

/**
 * Upper bound of a first call's input, in bytes and hence in tokens.
 * @param toolBytes what connectors add to it
 */
export const firstInputBound = (brief: string, instructions: string, toolBytes: number): bigint =>
  BigInt(Buffer.byteLength(brief) + Buffer.byteLength(instructions) + FIRST_CALL_OVERHEAD_BYTES + toolBytes);

/** Looks up who is ordered, in the order given. @throws UnknownAgent | InvalidInput when not sold in this tier */
export async function findAgents(tx: Tx, slugs: readonly string[], tier: Tier): Promise<HirableAgent[]> {
  const found = new Map<string, HirableAgent>();
  for (const slug of new Set(slugs)) {
    const agent = await findForHire(tx, slug);
    if (!agent) throw new UnknownAgent(slug);
    const rates = await getRateTable(tx, agent.model.id, new Date());
    if (!rates.lines.some((line) => line.tier === tier)) {
      throw new InvalidInput("tier", `${agent.name} is not sold in the ${tier} tier. Choose standard.`, {
        agent: slug,
      });
    }
    found.set(slug, { ...agent, rates });
  }
  return slugs.flatMap((slug) => found.get(slug) ?? []);
}

/**
 * Checks an order and says whom it hires: all there, on duty, sold in the tier, a manager first if they are a crew, and a
 * budget that covers at least one step of the dearest. Reads only.
 * @throws UnknownAgent | AgentOffDuty | BudgetTooSmall | InvalidInput
 */
export async function planHire(tx: Tx, order: QuoteOrder): Promise<HirePlan> {
  const { budget, runBudget } = readBudgets(order);
  if (order.mode === "solo" && order.agents.length > 1) {
    throw new InvalidInput("mode", "A solo job takes one agent. Choose parallel for several, or leave one.");
  }
  const agents = await findAgents(tx, order.agents, order.tier);
  for (const agent of agents) {
    const why = whyOffDuty(agent);
    if (why) throw new AgentOffDuty(agent.slug, why);
  }
  const connectors = await chooseConnectors(tx, order.connectors ?? []);
  requireFirstStep(agents, order, { budget, runBudget }, connectors);
  if (order.mode !== "crew") return { budget, runBudget, agents, crew: [], connectors };
  return { budget, runBudget, agents: [requireManager(agents)], crew: agents, connectors };
}

/** Who leads a crew: the first. @throws InvalidInput when it cannot, or is alone */
export function requireManager(agents: readonly HirableAgent[]): HirableAgent {
  const [manager, ...others] = agents;
  if (!manager?.tools.includes("delegate")) {
    throw new InvalidInput(
      "agents",
      `${manager?.name ?? "The first agent"} cannot manage a crew. Put one first who has the tool delegate, such as project-manager.`,
    );
  }
  if (others.length === 0) {
    throw new InvalidInput("agents", `A crew is a manager and at least one more. Add whom ${manager.name} may employ.`);
  }
  return manager;
}

/**
 * Refuses budgets of which not even the dearest agent's first step can be paid.
 * @throws BudgetTooSmall naming the field and the least that it takes
 */
export function requireFirstStep(
  agents: readonly HirableAgent[],
  order: QuoteOrder,
  { budget, runBudget }: Pick<HirePlan, "budget" | "runBudget">,
  { toolBytes }: Pick<ChosenConnectors, "toolBytes">,
): void {
  const first = (agent: HirableAgent) => firstStep(agent, order, toolBytes).amount(MINIMUM_OUTPUT);
  const needed = agents.reduce((most, agent) => maxPico(most, first(agent)), ZERO);
  if (budget < needed) throw new BudgetTooSmall("budget", budget, roundUpToCent(needed));
  if (runBudget !== null && runBudget < needed) {
    throw new BudgetTooSmall("runBudget", runBudget, roundUpToCent(needed));
  }
}

/** The budgets of an order. @throws InvalidInput */
export const readBudgets = ({ budget, runBudget }: QuoteOrder): Pick<HirePlan, "budget" | "runBudget"> => ({
  budget: readBudget(budget),
  runBudget: runBudget === undefined ? null : readBudget(runBudget, "runBudget"),
});

function firstStep(
  { rates, markupBps, instructions, model }: HirableAgent,
  { tier, brief }: QuoteOrder,
  toolBytes: number,
) {
  const inputBound = firstInputBound(brief, instructions, toolBytes);
  return worstCase({ rates, tier, api: model.api, markupBps, inputBound });
}

/** More than a person would mean; keeps sums far inside their columns. */
const LARGEST_BUDGET = parseUsd("1000000");

/** @throws InvalidInput when it is no amount above zero */
export function readBudget(text: string, field = "budget"): Pico {
  const budget = parseUsd(text, field);
  if (budget <= ZERO)
    throw new InvalidInput(field, "A budget is more than zero, like 5.00: the most this work may cost.");
  if (budget > LARGEST_BUDGET) throw new InvalidInput(field, "A budget is at most 1,000,000.00 US dollars a job.");
  return budget;
}

const PICO_PER_CENT = 10_000_000_000n;

const roundUpToCent = (amount: Pico): Pico => pico(((amount + PICO_PER_CENT - 1n) / PICO_PER_CENT) * PICO_PER_CENT);
