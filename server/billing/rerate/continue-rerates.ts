import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { rerateOrganizations, rerates } from "#drizzle/schema/index";
import { type Pico, pico } from "#kernel";
import { logFor, type Tx, withSystem } from "#platform";
import { type OpenRerate, rerateBatch } from "./rerate-batch";

/** An organization whose calls a re-rating has changed. */
export type Rerated = {
  readonly orgId: string;
  readonly rerateId: string;
  readonly reason: string;
  readonly from: Date;
  readonly to: Date;
  /** How many calls. */
  readonly adjusted: number;
  /** What its wallet paid; below zero, what it got back. */
  readonly amount: Pico;
};

/** Tells an organization of it, in the transaction that ends its part. */
export type TellRerated = (tx: Tx, rerated: Rerated) => Promise<void>;

export type Rerating = {
  readonly tell: TellRerated;
  /** Stops it between two batches; the next call goes on from there. */
  readonly signal?: AbortSignal;
  /** Calls that one transaction re-rates. */
  readonly batch?: number;
};

/** So many calls keep their runs and the wallet locked for some tens of milliseconds. */
const BATCH = 200;

/**
 * Goes on with the re-rating that is under way, if there is one, organization by organization, in batches that commit each
 * by itself. Any number of processes may do it at once, and may be killed anywhere: what was posted is not posted again.
 */
export async function continueRerates({ tell, signal, batch = BATCH }: Rerating): Promise<void> {
  const rerate = await findOpen();
  if (!rerate) return;
  for (const orgId of await findOrganizations(rerate.id)) {
    try {
      while (!signal?.aborted && (await rerateNext(rerate, orgId, batch, tell)));
    } catch (error) {
      // One organization's trouble must not keep the others from their money; the next look tries it again.
      logFor({ module: "rerate", orgId }).error({ err: error, rerateId: rerate.id }, "calls could not be re-rated");
    }
  }
  await endIfDone(rerate.id);
}

async function findOpen(): Promise<OpenRerate | null> {
  const [open] = await withSystem((tx) => tx.select().from(rerates).where(isNull(rerates.endedAt)));
  if (!open) return null;
  const { id, rateCardId, periodFrom: from, periodTo: to, modelId, reason } = open;
  return { id, rateCardId, from, to, modelId, reason };
}

async function findOrganizations(rerateId: string): Promise<string[]> {
  const { orgId, endedAt } = rerateOrganizations;
  const open = and(eq(rerateOrganizations.rerateId, rerateId), isNull(endedAt));
  const rows = await withSystem((tx) => tx.select({ orgId }).from(rerateOrganizations).where(open).orderBy(asc(orgId)));
  return rows.map((row) => row.orgId);
}

/** @returns whether there is more of it to do */
const rerateNext = (rerate: OpenRerate, orgId: string, batch: number, tell: TellRerated): Promise<boolean> =>
  withSystem(async (tx) => {
    const done = await rerateBatch(tx, rerate, orgId, batch);
    if (done?.isLast) await tellEnd(tx, rerate, orgId, tell);
    return done !== null && !done.isLast;
  });

async function tellEnd(tx: Tx, { id, reason, from, to }: OpenRerate, orgId: string, tell: TellRerated): Promise<void> {
  const ofOrg = and(eq(rerateOrganizations.rerateId, id), eq(rerateOrganizations.orgId, orgId));
  const [sums] = await tx.select().from(rerateOrganizations).where(ofOrg);
  if (!sums || sums.adjusted === 0) return;
  const { adjusted, delta, credited } = sums;
  await tell(tx, { orgId, rerateId: id, reason, from, to, adjusted, amount: pico(delta - credited) });
}

async function endIfDone(rerateId: string): Promise<void> {
  await withSystem((tx) =>
    tx.execute(sql`
      update rerates r set ended_at = now() where r.id = ${rerateId} and r.ended_at is null
        and not exists (select from rerate_organizations o where o.rerate_id = r.id and o.ended_at is null)`),
  );
}
