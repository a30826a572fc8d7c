import { and, eq, isNull, or, sql } from "drizzle-orm";
import { tallies } from "#drizzle/schema/index";
import type { Tx } from "#platform";
import { type CountedEntry, computeTallies, type Place } from "./compute-tallies";

/**
 * Adds entries that are being sealed to the tallies of their organization, which no invoice and no other sealer touches
 * meanwhile: the caller holds the organization's row.
 * @param entries in the order of the chain
 * @returns the place of each
 */
export async function countEntries(tx: Tx, orgId: string, entries: readonly CountedEntry[]): Promise<readonly Place[]> {
  if (entries.length === 0) return [];
  const ours = eq(tallies.orgId, orgId);
  const highest = sql`(select max(no) from tallies where org_id = ${orgId})`;
  const rows = await tx
    .select()
    .from(tallies)
    .where(and(ours, or(isNull(tallies.invoiceId), eq(tallies.no, highest))));
  const open = rows.filter(({ invoiceId }) => invoiceId === null);
  const { places, grown } = computeTallies(entries, open, Math.max(0, ...rows.map(({ no }) => no)));
  if (grown.length > 0) {
    const { calls, amount, firstAt, lastAt, lastSeal, projectIds } = tallies;
    await tx
      .insert(tallies)
      .values(grown.map((tally) => ({ ...tally, orgId })))
      .onConflictDoUpdate({
        target: [tallies.orgId, tallies.no],
        set: asExcluded({ calls, amount, firstAt, lastAt, lastSeal, projectIds }),
      });
  }
  return places;
}

const asExcluded = (columns: Record<string, { readonly name: string }>) =>
  Object.fromEntries(Object.entries(columns).map(([key, { name }]) => [key, sql`excluded.${sql.identifier(name)}`]));
