import { and, asc, eq, isNull } from "drizzle-orm";
import { connectors, connectorTools } from "#drizzle/schema/index";
import { NotFound } from "#kernel";
import type { Tx } from "#platform";

export type ConnectorRow = typeof connectors.$inferSelect;
export type ToolRow = typeof connectorTools.$inferSelect;

const isAttached = isNull(connectors.removedAt);

/** Row-level security hides other organizations' connectors, so they are as unknown as any. @throws NotFound */
export async function requireRow(tx: Tx, slug: string): Promise<ConnectorRow> {
  const [row] = await tx
    .select()
    .from(connectors)
    .where(and(eq(connectors.slug, slug), isAttached));
  if (!row) throw new NotFound("connector", slug);
  return row;
}

/** As it is now, and nobody else changes it meanwhile; NULL when it was removed. */
export async function lockRow(tx: Tx, id: string): Promise<ConnectorRow | null> {
  const [row] = await tx
    .select()
    .from(connectors)
    .where(and(eq(connectors.id, id), isAttached))
    .for("update");
  return row ?? null;
}

export const listRows = (tx: Tx): Promise<ConnectorRow[]> =>
  tx.select().from(connectors).where(isAttached).orderBy(asc(connectors.slug));

export const readTools = (tx: Tx, connectorId: string): Promise<ToolRow[]> =>
  tx
    .select()
    .from(connectorTools)
    .where(eq(connectorTools.connectorId, connectorId))
    .orderBy(asc(connectorTools.createdAt), asc(connectorTools.name));
