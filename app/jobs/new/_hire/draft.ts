import type { JobOrder } from "#hiring";
import { parseUsd, type Tier } from "#kernel";
import { type AcceptanceDraft, acceptanceOf, type CheckPlace } from "./acceptance-draft";

/** How many of each agent, by slug. */
export type Crew = Readonly<Record<string, number>>;

/** The form as it stands. */
export type HireDraft = {
  readonly brief: string;
  /** NULL while the suggested one is good enough. */
  readonly title: string | null;
  readonly crew: Crew;
  /** The slug of who manages the others; NULL when each works for itself. */
  readonly manager: string | null;
  readonly tier: Tier;
  readonly budget: string;
  /** What each agent may cost at most; empty when only the budget counts. */
  readonly runBudget: string;
  /** Empty when it belongs to none. */
  readonly projectId: string;
  /** Before a step that may cost more than this the client is asked; empty: before none. */
  readonly askStepAbove: string;
  /** Once so much of the budget is spent, percent, the client is asked; empty: never. */
  readonly askSpentPercent: string;
  readonly acceptance: AcceptanceDraft;
  /** Slugs of the connectors that the agents may use. */
  readonly connectors: readonly string[];
};

const TITLE_LENGTH = 80;

/** A title from the brief's first line that says something, cut at a word. */
export function suggestTitle(brief: string): string {
  const line =
    brief
      .split("\n")
      .map((text) => text.replace(/^[#>*\-\s]+/, "").trim())
      .find(Boolean) ?? "";
  if (line.length <= TITLE_LENGTH) return line;
  const cut = line.slice(0, TITLE_LENGTH);
  return `${cut.slice(0, cut.lastIndexOf(" ") > 40 ? cut.lastIndexOf(" ") : TITLE_LENGTH)}…`;
}

/** The crew as an order lists it: a slug stands once per agent. */
export const slugsOf = (crew: Crew): string[] =>
  Object.entries(crew).flatMap(([slug, count]) => Array.from({ length: count }, () => slug));

/** How often each slug stands in an order. */
export function crewOf(slugs: readonly string[]): Crew {
  const crew: Record<string, number> = {};
  for (const slug of slugs) crew[slug] = (crew[slug] ?? 0) + 1;
  return crew;
}

/** Whether an agent can lead others. */
export const canManage = ({ tools }: { readonly tools: readonly string[] }): boolean => tools.includes("delegate");

/** Whom an order hires, and how they work: a crew's manager stands first. */
function teamOf({ crew, manager }: HireDraft): Pick<JobOrder, "agents" | "mode"> {
  const agents = slugsOf(crew);
  if (agents.length < 2) return { agents, mode: "solo" };
  if (manager === null || !crew[manager]) return { agents, mode: "parallel" };
  return { agents: [manager, ...slugsOf({ ...crew, [manager]: crew[manager] - 1 })], mode: "crew" };
}

export function toOrder(draft: HireDraft, fileIds: readonly string[]): JobOrder {
  return {
    title: draft.title?.trim() || suggestTitle(draft.brief),
    brief: draft.brief,
    ...teamOf(draft),
    fileIds: [...fileIds],
    budget: draft.budget.trim(),
    ...(draft.runBudget.trim() ? { runBudget: draft.runBudget.trim() } : {}),
    ...(draft.projectId ? { projectId: draft.projectId } : {}),
    tier: draft.tier,
    ...askBeforeOf(draft),
    ...acceptanceOf(draft.acceptance),
    ...(draft.connectors.length > 0 ? { connectors: [...draft.connectors] } : {}),
  };
}

function askBeforeOf(draft: HireDraft): Pick<JobOrder, "askBefore"> {
  const [stepAbove, percent] = [draft.askStepAbove.trim(), draft.askSpentPercent.trim()];
  if (!stepAbove && !percent) return {};
  return {
    askBefore: { ...(stepAbove ? { stepAbove } : {}), ...(percent ? { spentPercent: Number(percent) } : {}) },
  };
}

const FIELDS = [
  "brief",
  "title",
  "agents",
  "budget",
  "runBudget",
  "projectId",
  "fileIds",
  "tier",
  "askBefore.stepAbove",
  "askBefore.spentPercent",
  "acceptance.criteria",
  "acceptance.verifier",
  "acceptance.rounds",
  "connectors",
] as const;

/** A field of the form, by the order's name for it; `form` is no one's in particular. */
type Place = (typeof FIELDS)[number] | CheckPlace | "form";

export type FieldErrors = Readonly<Partial<Record<Place, string>>>;

const CHECK_PLACE = /^acceptance\.checks\.\d+\.(path|sql|schema)(?=\.|$)/;

/** Where on the form a refusal belongs: "agents.0" stands at the agents, "acceptance" at the first field of it. */
export function placeError(field: string | null, message: string): FieldErrors {
  const name = field ?? "";
  const [root] = name.split(".");
  const place =
    CHECK_PLACE.exec(name)?.[0] ??
    FIELDS.find((known) => `${name}.`.startsWith(`${known}.`)) ??
    FIELDS.find((known) => known.split(".")[0] === root);
  return { [place ?? "form"]: message };
}

/** Whether any field of a part of the form is wrong. */
export const isWrong = (errors: FieldErrors, part: "acceptance" | "askBefore" | "connectors"): boolean =>
  Object.keys(errors).some((place) => `${place}.`.startsWith(`${part}.`));

/** What can be seen to be missing without asking the agency, which checks everything itself. */
export function checkOrder(order: JobOrder): FieldErrors {
  return {
    ...(order.brief.trim() ? {} : { brief: "Write a brief: what should be done, and what you expect back." }),
    ...(order.agents.length > 0 ? {} : { agents: "Choose at least one agent." }),
    ...checkBudget(order.budget),
    ...checkRunBudget(order.runBudget),
    ...checkAskBefore(order.askBefore),
  };
}

function checkAskBefore(askBefore: JobOrder["askBefore"]): FieldErrors {
  const { stepAbove, spentPercent } = askBefore ?? {};
  const problem = stepAbove === undefined ? null : problemOf(stepAbove, "amount");
  return {
    ...(problem === null ? {} : { "askBefore.stepAbove": problem }),
    ...(spentPercent === undefined || Number.isInteger(spentPercent)
      ? {}
      : { "askBefore.spentPercent": "Enter a whole number of percent, from 1 to 100." }),
  };
}

function checkBudget(budget: string): FieldErrors {
  const problem = budget ? problemOf(budget) : "Set a budget: the most this job may cost.";
  return problem === null ? {} : { budget: problem };
}

function checkRunBudget(budget: string | undefined): FieldErrors {
  const problem = budget === undefined ? null : problemOf(budget);
  return problem === null ? {} : { runBudget: problem };
}

/** Why a text is no amount to spend; NULL when it is one. */
function problemOf(amount: string, what = "budget"): string | null {
  try {
    return parseUsd(amount, what) > 0n ? null : `The ${what} must be more than zero.`;
  } catch (error) {
    return error instanceof Error ? `${error.message}.` : "This is not an amount.";
  }
}
