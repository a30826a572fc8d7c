import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { connectors, connectorTools, jobConnectors } from "#drizzle/schema/index";
import { InvalidInput } from "#kernel";
import type { Tx } from "#platform";

/** What the connectors of a job come to. */
export type ChosenConnectors = {
  readonly ids: readonly string[];
  /** What models are told of their tools at each step, bytes. */
  readonly toolBytes: number;
};

/** Providers take at most 128 tools, the agent's own among them. */
const MAX_JOB_TOOLS = 100;
const MAX_JOB_TOOL_BYTES = 200_000;

type Told = { readonly callName: string; readonly description: string; readonly inputSchema: unknown };

/** What models are told of a tool, bytes. */
const bytesOf = ({ callName, description, inputSchema }: Told): number =>
  Buffer.byteLength(callName + description + JSON.stringify(inputSchema));

/**
 * As many of these tools as an agent can be told of: a server may list more after a job was ordered, and providers refuse
 * every call that offers too many.
 */
export function upToMost<Tool extends Told>(tools: readonly Tool[]): Tool[] {
  let bytes = 0;
  return tools.slice(0, MAX_JOB_TOOLS).filter((tool) => {
    bytes += bytesOf(tool);
    return bytes <= MAX_JOB_TOOL_BYTES;
  });
}

/**
 * Looks up the connectors of an order. Reads only.
 * @throws InvalidInput for one that is not there, that nobody has signed in to, or when they have too many tools together
 */
export async function chooseConnectors(tx: Tx, slugs: readonly string[]): Promise<ChosenConnectors> {
  const wanted = [...new Set(slugs)];
  if (wanted.length === 0) return { ids: [], toolBytes: 0 };
  const found = await tx
    .select({ id: connectors.id, slug: connectors.slug, name: connectors.name, status: connectors.status })
    .from(connectors)
    .where(and(inArray(connectors.slug, wanted), isNull(connectors.removedAt)));
  for (const slug of wanted) {
    const row = found.find((candidate) => candidate.slug === slug);
    if (!row) {
      throw new InvalidInput(
        "connectors",
        `There is no connector "${slug.slice(0, 64)}" here. Attach it in the settings.`,
      );
    }
    if (row.status === "new" || row.status === "reconnect") {
      throw new InvalidInput(
        "connectors",
        `${row.name} is not signed in. Connect it in the settings, or leave it out.`,
      );
    }
  }
  const ids = found.map(({ id }) => id);
  const tools = await tx
    .select()
    .from(connectorTools)
    .where(and(inArray(connectorTools.connectorId, ids), isNull(connectorTools.goneAt)));
  const offered = tools.filter(({ permission }) => permission !== "deny");
  const toolBytes = offered.reduce((sum, tool) => sum + bytesOf(tool), 0);
  if (offered.length > MAX_JOB_TOOLS || toolBytes > MAX_JOB_TOOL_BYTES) {
    throw new InvalidInput(
      "connectors",
      `These connectors have ${offered.length} tools (${toolBytes} bytes of description), and an agent is told of at most ${MAX_JOB_TOOLS} (${MAX_JOB_TOOL_BYTES} bytes). Deny the tools that are not needed, or choose fewer connectors.`,
    );
  }
  return { ids, toolBytes };
}

/** Gives a job its connectors. */
export async function giveConnectors(tx: Tx, orgId: string, jobId: string, { ids }: ChosenConnectors): Promise<void> {
  if (ids.length === 0) return;
  await tx.insert(jobConnectors).values(ids.map((connectorId) => ({ orgId, jobId, connectorId })));
}

/** The slugs of a job's connectors, also of those that were removed since. */
export async function connectorsOf(tx: Tx, jobId: string): Promise<string[]> {
  const rows = await tx
    .select({ slug: connectors.slug })
    .from(jobConnectors)
    .innerJoin(connectors, eq(connectors.id, jobConnectors.connectorId))
    .where(eq(jobConnectors.jobId, jobId))
    .orderBy(asc(connectors.slug));
  return rows.map(({ slug }) => slug);
}
