import { and, eq, isNull, sql } from "drizzle-orm";
import { connectorSignIns, connectors, connectorTools } from "#drizzle/schema/index";
import { InvalidInput, NotFound, type OrgScope } from "#kernel";
import { recordAudit, withOrg } from "#platform";
import { isTool } from "../record-state";
import { type ConnectorRow, requireRow } from "../rows";
import { type ConnectorChanges, type ConnectorView, MAX_HEADERS, type Permission } from "../schema";
import { type Headers, openHeaders, sealHeaders } from "../secrets";
import { viewOf } from "../views";

/** Renames a connector, or replaces what is sent with its requests. @throws NotFound | InvalidInput when it sends no headers */
export function changeConnector(scope: OrgScope, slug: string, changes: ConnectorChanges): Promise<ConnectorView> {
  const { orgId, actor } = scope;
  return withOrg(scope, async (tx) => {
    const row = await requireRow(tx, slug);
    const { id, name } = row;
    const headers = headersAfter(row, changes);
    await tx
      .update(connectors)
      .set({ name: changes.name ?? name, ...(headers ? { sealedHeaders: sealHeaders(id, headers) } : {}) })
      .where(eq(connectors.id, id));
    const data = { connector: slug, name: changes.name ?? name, headers: headers !== null };
    await recordAudit(tx, { orgId, actor: actor.label, action: "connector.changed", data });
    return viewOf(tx, await requireRow(tx, slug));
  });
}

/** What is sent from now on; NULL when it stays as it is. @throws InvalidInput naming the header that it is about */
function headersAfter(row: ConnectorRow, { headers, keepHeaders }: ConnectorChanges): Headers | null {
  if (headers === undefined && keepHeaders === undefined) return null;
  if (row.auth !== "header") {
    throw new InvalidInput("headers", "This connector sends no headers of yours. Remove it and attach it again.");
  }
  const sent = openHeaders(row);
  const kept = (keepHeaders ?? []).map((name): [string, string] => {
    const value = sent[name];
    if (value === undefined)
      throw new InvalidInput(`headers.${name}`, `Say what ${name} says: it was not sent so far.`);
    return [name, value];
  });
  const after = { ...Object.fromEntries(kept), ...headers };
  const names = Object.keys(after);
  const twice = names.find((name, index) => names.findIndex((one) => isSame(one, name)) !== index);
  if (twice !== undefined) throw new InvalidInput(`headers.${twice}`, `${twice} stands there twice.`);
  if (names.length === 0) throw new InvalidInput("headers", "Give at least one header, such as Authorization.");
  if (names.length > MAX_HEADERS) throw new InvalidInput("headers", `At most ${MAX_HEADERS} headers are sent.`);
  return after;
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/**
 * Says what agents may do with a connector's tools. What is said of a tool is said of it as it is described now.
 * @throws NotFound for a connector or a tool that is not there
 */
export function setToolPermissions(
  scope: OrgScope,
  slug: string,
  permissions: Readonly<Record<string, Permission>>,
): Promise<ConnectorView> {
  const { orgId, actor } = scope;
  return withOrg(scope, async (tx) => {
    const row = await requireRow(tx, slug);
    for (const [tool, permission] of Object.entries(permissions)) {
      const set = await tx
        .update(connectorTools)
        .set({ permission, changedAt: null })
        .where(and(isTool(row.id, tool), isNull(connectorTools.goneAt)))
        .returning({ digest: connectorTools.digest });
      const [found] = set;
      if (!found) throw new NotFound("tool", tool);
      const data = { connector: slug, tool, permission, digest: found.digest };
      await recordAudit(tx, { orgId, actor: actor.label, action: "connector.permission_set", data });
    }
    return viewOf(tx, row);
  });
}

/** Takes a connector away, with its secrets. Agents at work lose its tools at once. @throws NotFound */
export function removeConnector(scope: OrgScope, slug: string): Promise<void> {
  const { orgId, actor } = scope;
  return withOrg(scope, async (tx) => {
    const { id } = await requireRow(tx, slug);
    await tx
      .update(connectors)
      .set({ removedAt: sql`now()`, sealedHeaders: null, sealedGrant: null })
      .where(eq(connectors.id, id));
    await tx.delete(connectorSignIns).where(eq(connectorSignIns.connectorId, id));
    await recordAudit(tx, { orgId, actor: actor.label, action: "connector.removed", data: { connector: slug } });
  });
}
