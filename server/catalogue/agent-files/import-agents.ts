import { eq, sql } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import { InvalidInput, newId } from "#kernel";
import { recordAudit, type Tx, withSystem } from "#platform";
import type { AgentFolder, AgentSpec } from "./agent";
import { type Change, compareEditions, isSame } from "./compare-editions";
import { bySlug, readEditions, type StoredEdition } from "./editions";
import { describeProblem, type ReadFolders } from "./group-folders";

/** Who imports, and for whom. */
export type Importer = {
  /** As the audit log names them. */
  readonly label: string;
  /** The organization that lists what is new, and whose agents may be changed. */
  readonly orgId: string;
};

/** What an import does, or would do, to one agent. */
export type ImportedAgent = {
  readonly slug: string;
  readonly name: string;
  /** `kept`: it is different here, because somebody edited it, and stays as it is. */
  readonly outcome: "new" | "changed" | "unchanged" | "kept";
  /** The edition that is then for hire. */
  readonly version: number;
  /** Against the edition that is for hire now. */
  readonly changes: readonly Change[];
};

export type AgentImport = {
  readonly agents: readonly ImportedAgent[];
  /** With one of them, nothing can be imported. */
  readonly problems: readonly string[];
};

type Planned = { readonly folder: AgentFolder; readonly result: ImportedAgent; readonly agentId: string | null };
type Plan = { readonly agents: readonly Planned[]; readonly problems: readonly string[] };
type Model = { readonly id: string; readonly maxOutput: number };

const nameOf = ({ provider, modelId }: AgentSpec["model"]): string => `${provider}/${modelId}`;

/** What an import would do. Nothing is changed. */
export function planImport(by: Importer, read: ReadFolders): Promise<AgentImport> {
  return withSystem(async (tx) => {
    const plan = await planFor(tx, by, read.agents, await readModels(tx));
    return {
      agents: plan.agents.map(({ result }) => result),
      problems: [...read.problems.map(describeProblem), ...plan.problems],
    };
  });
}

/**
 * Imports agents, all or none: one that is not here yet is listed, one whose folder is different gets its next version,
 * and one that is the same stays. A run keeps the version that it was hired with.
 * @throws InvalidInput with the first problem as its message and all of them in its details
 */
export function importAgents(by: Importer, read: ReadFolders): Promise<ImportedAgent[]> {
  return withSystem(async (tx) => {
    await lockCatalogue(tx);
    const models = await readModels(tx);
    const plan = await planFor(tx, by, read.agents, models);
    refuseProblems([...read.problems.map(describeProblem), ...plan.problems]);
    for (const planned of plan.agents) await writeEdition(tx, by, planned, models, "imported");
    return plan.agents.map(({ result }) => result);
  });
}

/**
 * Brings in the agents that ship. An agent that somebody edited here stays as it is; one whose edition for hire is one
 * that shipped gets the next.
 * @param tx a system transaction
 * @returns how many versions were written
 */
export async function seedAgents(tx: Tx, by: Importer, read: ReadFolders): Promise<number> {
  await lockCatalogue(tx);
  const models = await readModels(tx);
  const plan = await planFor(tx, by, read.agents, models, isOwnEdit);
  refuseProblems([...read.problems.map(describeProblem), ...plan.problems]);
  for (const planned of plan.agents) await writeEdition(tx, by, planned, models, "shipped");
  return plan.agents.filter(({ result }) => result.outcome === "new" || result.outcome === "changed").length;
}

/** The edition for hire was imported, and is not one that shipped brought back. */
const isOwnEdit = ([latest, ...older]: readonly StoredEdition[]): boolean =>
  latest?.origin === "imported" &&
  !older.some(({ origin, files }) => origin === "shipped" && isSame(files, latest.files));

/** Two imports at once would number their versions alike. Readers are not disturbed. */
const lockCatalogue = (tx: Tx) => tx.execute(sql`lock table agents in share row exclusive mode`);

async function readModels(tx: Tx): Promise<Map<string, Model>> {
  const { id, provider, modelId, maxOutput } = schema.models;
  const rows = await tx.select({ id, provider, modelId, maxOutput }).from(schema.models);
  return new Map(rows.map((row) => [nameOf(row), row]));
}

async function planFor(
  tx: Tx,
  by: Importer,
  folders: readonly AgentFolder[],
  models: ReadonlyMap<string, Model>,
  stays: (editions: readonly StoredEdition[]) => boolean = () => false,
): Promise<Plan> {
  const stored = bySlug(
    await readEditions(
      tx,
      folders.map(({ spec }) => spec.slug),
    ),
  );
  const agents = folders.map((folder): Planned => {
    const editions = stored.get(folder.spec.slug) ?? [];
    const [latest] = editions;
    const { slug, name } = folder.spec;
    if (!latest) return { folder, agentId: null, result: { slug, name, outcome: "new", version: 1, changes: [] } };
    const { agentId, version } = latest;
    if (isSame(latest.files, folder.files))
      return { folder, agentId, result: { slug, name, outcome: "unchanged", version, changes: [] } };
    const changes = compareEditions(latest, folder);
    if (stays(editions)) return { folder, agentId, result: { slug, name, outcome: "kept", version, changes } };
    return { folder, agentId, result: { slug, name, outcome: "changed", version: version + 1, changes } };
  });
  const problems = folders.flatMap(({ spec }) => [
    ...checkModel(spec, models),
    ...checkPublisher(spec, stored.get(spec.slug)?.[0], by),
  ]);
  return { agents, problems };
}

/**
 * What is wrong with an agent's model, for people.
 * @param models what the catalogue has, by provider/model
 */
export function checkModel(
  { slug, model, maxOutputPerStep }: AgentSpec,
  models: ReadonlyMap<string, Pick<Model, "maxOutput">>,
): string[] {
  const found = models.get(nameOf(model));
  if (!found) return [`${slug}: there is no model ${nameOf(model)} here. There are ${[...models.keys()].join(", ")}.`];
  if (found.maxOutput >= maxOutputPerStep) return [];
  return [
    `${slug}: limits.maxOutputPerStep is ${maxOutputPerStep}, and ${nameOf(model)} writes at most ${found.maxOutput}.`,
  ];
}

function checkPublisher({ slug }: AgentSpec, latest: StoredEdition | undefined, by: Importer): string[] {
  if (!latest || latest.orgId === by.orgId) return [];
  return [`${slug}: this slug is taken by an agent of ${latest.publisherName}. Choose another one.`];
}

function refuseProblems(problems: readonly string[]): void {
  const [first] = problems;
  if (!first) return;
  const more = problems.length > 1 ? ` And ${problems.length - 1} more.` : "";
  throw new InvalidInput("files", `Nothing was imported. ${first}${more}`, { problems: [...problems] });
}

async function writeEdition(
  tx: Tx,
  by: Importer,
  { folder, result, agentId }: Planned,
  models: ReadonlyMap<string, Model>,
  origin: StoredEdition["origin"],
): Promise<void> {
  if (result.outcome !== "new" && result.outcome !== "changed") return;
  const { slug, model, ...spec } = folder.spec;
  const modelId = models.get(nameOf(model))?.id;
  if (!modelId) throw new Error(`${slug} has a model that was not checked`);
  await tx.insert(schema.agentVersions).values({
    ...{ id: newId(), agentId: agentId ?? (await listAgent(tx, slug, by.orgId)), version: result.version, modelId },
    ...{ ...spec, skills: [...spec.skills], tools: [...spec.tools], files: folder.files, origin },
  });
  await recordAudit(tx, {
    orgId: by.orgId,
    actor: by.label,
    action: result.outcome === "new" ? "agent.listed" : "agent.changed",
    data: { slug, version: result.version, origin },
  });
}

async function listAgent(tx: Tx, slug: string, orgId: string): Promise<string> {
  const { agents, organizations } = schema;
  const [publisher] = await tx
    .select({ name: organizations.name })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  if (!publisher) throw new Error(`there is no organization ${orgId}`);
  const id = newId();
  await tx.insert(agents).values({ id, orgId, slug, publisherName: publisher.name, listing: "listed" });
  return id;
}
