import { asc, desc, eq, inArray } from "drizzle-orm";
import type { AgentFile } from "#drizzle/schema/index";
import * as schema from "#drizzle/schema/index";
import { NotFound, TOOL_NAMES, type ToolName } from "#kernel";
import { readPublic, type Tx } from "#platform";
import { AGENT_FILE, type AgentFolder, type AgentSkill, type AgentSpec } from "./agent";
import { type Change, compareEditions, compareFiles, type FileComparison } from "./compare-editions";
import { readSkills } from "./read-agent";
import { writeAgent } from "./write-agent";

/** An edition that stands in the catalogue, as files, with what they say. */
export type StoredEdition = AgentFolder & {
  readonly agentId: string;
  /** The organization that lists it. */
  readonly orgId: string;
  readonly publisherName: string;
  readonly version: number;
  readonly origin: (typeof schema.agentVersions.$inferSelect)["origin"];
  readonly createdAt: Date;
};

const selectEditions = (tx: Tx) =>
  tx
    .select({ agent: schema.agents, version: schema.agentVersions, model: schema.models })
    .from(schema.agentVersions)
    .innerJoin(schema.agents, eq(schema.agents.id, schema.agentVersions.agentId))
    .innerJoin(schema.models, eq(schema.models.id, schema.agentVersions.modelId));

type EditionRow = Awaited<ReturnType<typeof selectEditions>>[number];

/** All editions of these agents, or of all, by slug and the latest first. */
export async function readEditions(tx: Tx, slugs?: readonly string[]): Promise<StoredEdition[]> {
  const { agents, agentVersions } = schema;
  const rows = await selectEditions(tx)
    .where(slugs && inArray(agents.slug, [...slugs]))
    .orderBy(asc(agents.slug), desc(agentVersions.version));
  return rows.map(toEdition);
}

/** The editions of each agent, by its slug; the latest first. */
export function bySlug(editions: readonly StoredEdition[]): Map<string, readonly StoredEdition[]> {
  const found = new Map<string, StoredEdition[]>();
  for (const edition of editions) found.set(edition.spec.slug, [...(found.get(edition.spec.slug) ?? []), edition]);
  return found;
}

function toEdition({ agent, version, model }: EditionRow): StoredEdition {
  const { name, role, grade, pitch, skills, markupBps, maxSteps, maxOutputPerStep, instructions } = version;
  const spec: AgentSpec = {
    ...{ slug: agent.slug, name, role, grade, pitch, skills, markupBps, maxSteps, maxOutputPerStep, instructions },
    model: { provider: model.provider, modelId: model.modelId },
    tools: version.tools.filter(isTool),
  };
  const files = version.files ?? [{ path: AGENT_FILE, content: writeAgent(spec) }];
  return {
    ...{ spec, files, skills: readSkills(files, []), agentId: agent.id, orgId: agent.orgId },
    ...{ publisherName: agent.publisherName, version: version.version },
    ...{ origin: version.origin, createdAt: version.createdAt },
  };
}

const isTool = (name: string): name is ToolName => TOOL_NAMES.some((tool) => tool === name);

/** An agent's folder, to be written somewhere. */
export type ExportedAgent = { readonly slug: string; readonly files: readonly AgentFile[] };

/**
 * The agents for hire as folders, as they were imported.
 * @param slugs which; all when empty
 * @throws NotFound
 */
export async function exportAgents(slugs: readonly string[] = []): Promise<ExportedAgent[]> {
  const editions = bySlug(await readPublic((tx) => readEditions(tx, slugs.length > 0 ? slugs : undefined)));
  for (const slug of slugs) if (!editions.has(slug)) throw new NotFound("agent", slug);
  return [...editions].flatMap(([slug, [latest]]) => (latest ? [{ slug, files: latest.files }] : []));
}

/** An agent as the staff see it. */
export type ListedAgent = Pick<StoredEdition, "publisherName" | "version" | "origin" | "createdAt" | "skills"> & {
  readonly slug: string;
  readonly name: string;
};

/** Every agent with its edition for hire, unlisted ones too, by slug. */
export async function listEditions(): Promise<ListedAgent[]> {
  const editions = bySlug(await readPublic((tx) => readEditions(tx)));
  return [...editions].flatMap(([slug, [latest]]) => {
    if (!latest) return [];
    const { spec, publisherName, version, origin, createdAt, skills } = latest;
    return [{ slug, name: spec.name, publisherName, version, origin, createdAt, skills }];
  });
}

/** An edition in an agent's history. */
type AgentVersion = {
  readonly version: number;
  readonly createdAt: Date;
  readonly origin: StoredEdition["origin"];
  /** Against the one before; empty for the first. */
  readonly changes: readonly Change[];
};

export type AgentHistory = {
  /** The skills that the edition for hire brings. */
  readonly skills: readonly AgentSkill[];
  /** The latest first. */
  readonly versions: readonly AgentVersion[];
};

/** What became of an agent, for anyone; its instructions are its publisher's. @throws NotFound */
export async function getHistory(slug: string): Promise<AgentHistory> {
  const editions = await readPublic((tx) => readEditions(tx, [slug]));
  const [latest] = editions;
  if (!latest) throw new NotFound("agent", slug);
  const versions = editions.map(({ version, createdAt, origin, ...edition }, index) => {
    const before = editions[index + 1];
    return { version, createdAt, origin, changes: before ? compareEditions(before, edition) : [] };
  });
  return { skills: latest.skills, versions };
}

/** What an edition changed, line by line; the first against nothing. @throws NotFound */
export async function getVersionLines(slug: string, version: number): Promise<FileComparison[]> {
  const editions = await readPublic((tx) => readEditions(tx, [slug]));
  const index = editions.findIndex((edition) => edition.version === version);
  const edition = editions[index];
  if (!edition) throw new NotFound("version of this agent", String(version));
  return compareFiles(editions[index + 1]?.files ?? [], edition.files);
}
