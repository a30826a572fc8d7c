import { desc, eq } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import { type Component, type ModelKind, NotFound, type RateLine, type Tier } from "#kernel";
import { readPublic, type Tx } from "#platform";
import type { AgentRow } from "./hireable";
import { findRateCard, readModelMarkups, toRateLine } from "./rate-tables";
import { computeOffDuty, computeSellRates, computeTiers, computeUnrated, type WhyOff } from "./rules";
import type { RosterFilter } from "./schema";

export type AgentGrade = (typeof schema.agentVersions.$inferSelect)["grade"];

/** A listing as anyone may see it. */
export type RosterAgent = {
  readonly slug: string;
  readonly name: string;
  readonly role: string;
  readonly grade: AgentGrade;
  readonly pitch: string;
  readonly publisher: string;
  readonly version: number;
  readonly skills: readonly string[];
  readonly tools: readonly string[];
  readonly model: {
    readonly provider: string;
    readonly id: string;
    readonly kind: ModelKind;
    readonly name: string;
    /** What a local server really runs under this id, once it was asked; NULL for all others. */
    readonly servedAs: string | null;
    /** Tokens. */
    readonly contextWindow: number;
    /** Tokens. */
    readonly maxOutput: number;
    /** Where its limits and prices are from. */
    readonly source: string;
  };
  /** The tiers it is sold in. */
  readonly tiers: readonly Tier[];
  /** Sell rates of the standard tier: USD per 1,000,000 tokens (per 1,000 calls of a fee), exact decimals. */
  readonly rates: Partial<Record<Component, string>>;
  readonly onDuty: boolean;
  /** Why it is off duty; NULL when on duty. */
  readonly reason: string | null;
};

type Listing = { readonly agent: RosterAgent; readonly listed: boolean };

async function readListings(tx: Tx, whyOff: WhyOff, at: Date): Promise<Listing[]> {
  const { agents, agentVersions, models, rates } = schema;
  const rows = await tx
    .selectDistinctOn([agents.slug], { agent: agents, version: agentVersions, model: models })
    .from(agents)
    .innerJoin(agentVersions, eq(agentVersions.agentId, agents.id))
    .innerJoin(models, eq(models.id, agentVersions.modelId))
    .orderBy(agents.slug, desc(agentVersions.version));
  const card = await findRateCard(tx, at);
  const lines = card ? await tx.select().from(rates).where(eq(rates.rateCardId, card.id)) : [];
  const markups = await readModelMarkups(tx);
  return rows.map((row) => ({
    agent: toRosterAgent(
      row,
      lines.filter(({ modelId }) => modelId === row.model.id).map(toRateLine),
      markups.get(row.model.id) ?? 0,
      whyOff,
    ),
    listed: row.agent.listing === "listed",
  }));
}

function toRosterAgent(
  { agent, version, model }: AgentRow,
  lines: readonly RateLine[],
  modelMarkupBps: number,
  whyOff: WhyOff,
): RosterAgent {
  const reason = computeOffDuty({ ...model, unrated: computeUnrated(model.api, lines) }, whyOff);
  return {
    slug: agent.slug,
    name: version.name,
    role: version.role,
    grade: version.grade,
    pitch: version.pitch,
    publisher: agent.publisherName,
    version: version.version,
    skills: version.skills,
    tools: version.tools,
    model: {
      provider: model.provider,
      id: model.modelId,
      kind: model.kind,
      name: model.name,
      servedAs: model.servedAs,
      contextWindow: model.contextWindow,
      maxOutput: model.maxOutput,
      source: model.source,
    },
    tiers: computeTiers(lines),
    rates: computeSellRates(lines, modelMarkupBps, version.markupBps),
    onDuty: reason === null,
    reason,
  };
}

const GRADES = ["principal", "senior", "junior", "trainee"] as const satisfies readonly AgentGrade[];

/**
 * The public roster: those on duty first, then by grade and name. The trainee stands in only while no model is to be
 * had: as soon as one is on duty it is unlisted, and can still be hired by its slug.
 */
export async function listAgents(whyOff: WhyOff, filter: RosterFilter = {}, at = new Date()): Promise<RosterAgent[]> {
  const listings = await readPublic((tx) => readListings(tx, whyOff, at));
  return computeRoster(listings, filter);
}

export function computeRoster(listings: readonly Listing[], filter: RosterFilter): RosterAgent[] {
  const someModelOnDuty = listings.some(({ agent }) => agent.onDuty && agent.model.kind !== "trainee");
  return listings
    .filter(({ agent, listed }) => listed && !(someModelOnDuty && agent.model.kind === "trainee"))
    .map(({ agent }) => agent)
    .filter((agent) => matches(agent, filter))
    .sort(
      (a, b) =>
        Number(b.onDuty) - Number(a.onDuty) ||
        GRADES.indexOf(a.grade) - GRADES.indexOf(b.grade) ||
        a.name.localeCompare(b.name, "en"),
    );
}

function matches(agent: RosterAgent, { search, skill, tool, provider, duty }: RosterFilter): boolean {
  const { name, role, pitch, skills, model } = agent;
  const text = [name, role, pitch, ...skills, model.provider, model.name, model.id].join("\n").toLowerCase();
  const words = search?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  return (
    words.every((word) => text.includes(word)) &&
    (!skill || skills.includes(skill)) &&
    (!tool || agent.tools.includes(tool)) &&
    (!provider || model.provider === provider) &&
    (!duty || agent.onDuty === (duty === "on"))
  );
}

/** One listing, unlisted ones too. @throws NotFound */
export async function getAgent(slug: string, whyOff: WhyOff, at = new Date()): Promise<RosterAgent> {
  const listings = await readPublic((tx) => readListings(tx, whyOff, at));
  const found = listings.find(({ agent }) => agent.slug === slug);
  if (!found) throw new NotFound("agent", slug);
  return found.agent;
}
