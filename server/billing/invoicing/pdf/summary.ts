import { type Component, formatUsd, type Pico, parseUsd, pico } from "#kernel";
import type { Bill } from "../../invoices/bill";

/** One row of an invoice on paper: what one agent used of one component at one rate on one job. */
export type SummaryRow = {
  readonly agent: string;
  readonly model: string;
  /** What it was for, where it was not the agent's own work. */
  readonly purpose: string | null;
  readonly what: string;
  /** NULL on credits and adjustments. */
  readonly quantity: bigint | null;
  readonly rate: string | null;
  /** USD, exact; below zero on what is given back. */
  readonly amount: string;
};

export type SummaryGroup = {
  readonly jobId: string;
  readonly title: string;
  /** What the job is booked under; NULL when nothing was said. */
  readonly costCentre: string | null;
  readonly amount: string;
  readonly rows: readonly SummaryRow[];
};

const COMPONENT_NAMES: Readonly<Record<Component, string>> = {
  input: "Input",
  cacheRead: "Cache read",
  cacheWrite5m: "Cache write, 5 min",
  cacheWrite1h: "Cache write, 1 h",
  output: "Output",
  reasoning: "Reasoning",
  webSearch: "Web searches",
};

const UNIT_NAMES = { 1000000: "M", 1000: "k" } as const;

type Open = { row: Omit<SummaryRow, "quantity" | "amount">; quantity: bigint | null; amount: bigint };

const PURPOSE_NAMES: Readonly<Record<string, string>> = {
  verification: "verdict on the work",
  compaction: "summary of long work",
};

/** Names of agents by run, and by attempt where a verifier made it; a run without one goes by its agent's slug. */
export type AgentNames = Readonly<Record<string, string>>;

/** Sums an invoice by job, agent, model, purpose and component. Exact: the rows add up to `exactTotal`. */
export function summarize(
  bill: Pick<Bill, "lines" | "adjustments" | "projects" | "parties">,
  names: AgentNames = {},
): SummaryGroup[] {
  const centres = new Map(bill.projects.map(({ id, costCentre }) => [id, costCentre]));
  const jobs = new Map<string, { title: string; costCentre: string | null; rows: Map<string, Open>; amount: bigint }>();
  for (const { jobId, jobTitle, projectId, model, components, given, amount, ...call } of partsOf(bill)) {
    const agent = names[call.attemptId] ?? names[call.runId] ?? call.agent;
    const purpose = (call.purpose && PURPOSE_NAMES[call.purpose]) ?? null;
    const ofProject = projectId === null ? null : (centres.get(projectId) ?? null);
    const costCentre = ofProject ?? bill.parties.customer.costCentre;
    const job = jobs.get(jobId) ?? { title: jobTitle, costCentre, rows: new Map<string, Open>(), amount: 0n };
    jobs.set(jobId, job);
    job.amount += parseUsd(amount);
    const add = (what: string, rate: string | null, quantity: bigint | null, part: Pico): void => {
      const key = JSON.stringify([agent, model, purpose, what, rate]);
      const open = job.rows.get(key) ?? {
        row: { agent, model, purpose, what, rate },
        quantity: quantity === null ? null : 0n,
        amount: 0n,
      };
      job.rows.set(key, open);
      if (open.quantity !== null && quantity !== null) open.quantity += quantity;
      open.amount += part;
    };
    for (const { component, quantity, rate, unit, amount: part } of components) {
      add(COMPONENT_NAMES[component], `${rate} / ${UNIT_NAMES[unit]}`, BigInt(quantity), parseUsd(part));
    }
    for (const { what, amount: part } of given) add(what, null, null, part);
  }
  return [...jobs].map(([jobId, { title, costCentre, rows, amount }]) => ({
    jobId,
    title,
    costCentre,
    amount: formatUsd(pico(amount)),
    rows: [...rows.values()]
      .map((open) => ({ ...open.row, quantity: open.quantity, amount: formatUsd(pico(open.amount)) }))
      .toSorted((a, b) => ORDER.map((key) => compare(a[key] ?? "", b[key] ?? "")).find((order) => order !== 0) ?? 0),
  }));
}

/** Lines and adjustments alike: components, and what else there is to them. */
const partsOf = ({ lines, adjustments = [] }: Pick<Bill, "lines" | "adjustments">) => [
  ...lines.map(({ credits, ...line }) => ({
    ...line,
    given: credits.map(({ reason, amount }) => ({ what: `Credit: ${reason}`, amount: pico(-parseUsd(amount)) })),
  })),
  ...adjustments.map(({ reason, amount, ...place }) => ({
    ...{ ...place, amount, components: [], purpose: null },
    given: [{ what: `Re-rated: ${reason}`, amount: parseUsd(amount) }],
  })),
];

const ORDER = ["agent", "model", "purpose"] as const;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
