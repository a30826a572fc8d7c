import { eq, sql } from "drizzle-orm";
import { connectors, connectorTools } from "#drizzle/schema/index";
import { storableText } from "#kernel";
import { recordAudit, type Tx, withSystem } from "#platform";
import { type ConnectorFailed, ReconnectNeeded } from "./errors";
import type { Tell } from "./news";
import { type ConnectorRow, lockRow, readTools } from "./rows";
import { conceal } from "./secrets";
import type { Definition } from "./tools/definitions";
import { compareTools, type ToolChanges } from "./tools/rules";

const AGENCY = "agency";

/** Writes down that a connector answered, and what it offers now. @returns false when it was removed meanwhile */
export function recordAnswer(connectorId: string, found: readonly Definition[], tell: Tell): Promise<boolean> {
  return withSystem(async (tx) => {
    const row = await lockRow(tx, connectorId);
    if (!row) return false;
    const known = await readTools(tx, row.id);
    const changes = compareTools(
      known.map(({ goneAt, ...tool }) => ({ ...tool, isGone: goneAt !== null })),
      found,
    );
    await writeTools(tx, row, changes);
    await tx
      .update(connectors)
      .set({ status: "ready", problem: null, brokenAt: null, answeredAt: sql`now()` })
      .where(eq(connectors.id, row.id));
    await tellChanges(tx, row, changes, tell);
    return true;
  });
}

async function writeTools(tx: Tx, { id, orgId }: ConnectorRow, changes: ToolChanges): Promise<void> {
  if (changes.added.length > 0) {
    const fresh = changes.added.map((tool) => ({ ...tool, connectorId: id, orgId, permission: "ask" as const }));
    await tx.insert(connectorTools).values(fresh);
  }
  for (const { definition, wasAllowed } of changes.changed) {
    const { name, ...described } = definition;
    const doubt = wasAllowed ? { permission: "ask" as const, changedAt: sql`now()` } : {};
    await tx
      .update(connectorTools)
      .set({ ...described, ...doubt, goneAt: null })
      .where(isTool(id, name));
  }
  for (const name of changes.back) await tx.update(connectorTools).set({ goneAt: null }).where(isTool(id, name));
  for (const name of changes.gone) {
    await tx.update(connectorTools).set({ goneAt: sql`now()` }).where(isTool(id, name));
  }
}

export const isTool = (connectorId: string, name: string) =>
  sql`${connectorTools.connectorId} = ${connectorId} and ${connectorTools.name} = ${name}`;

async function tellChanges(tx: Tx, row: ConnectorRow, { changed }: ToolChanges, tell: Tell): Promise<void> {
  const { id: connectorId, orgId, slug, name } = row;
  for (const { definition, wasAllowed } of changed) {
    const data = { connector: slug, tool: definition.name, digest: definition.digest, wasAllowed };
    await recordAudit(tx, { orgId, actor: AGENCY, action: "connector.tool_changed", data });
  }
  const tools = changed.filter(({ wasAllowed }) => wasAllowed).map(({ definition }) => definition.name);
  if (tools.length > 0) await tell(tx, { kind: "changed", orgId, connectorId, slug, name, tools, since: new Date() });
}

/**
 * Writes down that a connector does not work, and tells its organization when that is news: once until it works again.
 * @param secrets what its words must not repeat
 */
export function recordFailure(
  connectorId: string,
  failure: ConnectorFailed,
  secrets: readonly string[],
  tell: Tell,
): Promise<void> {
  return withSystem(async (tx) => {
    const row = await lockRow(tx, connectorId);
    if (!row) return;
    const status = failure instanceof ReconnectNeeded ? "reconnect" : "failing";
    const problem = storableText(conceal(failure.message, secrets));
    const since = row.brokenAt ?? new Date();
    await tx.update(connectors).set({ status, problem, brokenAt: since }).where(eq(connectors.id, row.id));
    if (row.status === status) return;
    const { orgId, slug, name } = row;
    await recordAudit(tx, { orgId, actor: AGENCY, action: "connector.failed", data: { connector: slug, status } });
    // What never worked did not stop working: whoever attaches it sees that it does not.
    if (row.answeredAt !== null) await tell(tx, { kind: status, orgId, connectorId, slug, name, problem, since });
  });
}
