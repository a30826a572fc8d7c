import { and, eq, sql } from "drizzle-orm";
import { rerateOrganizations } from "#drizzle/schema/index";
import { type Pico, pico } from "#kernel";
import { logFor, type Tx, withSystem } from "#platform";
import { noteFailure } from "./note-failure";
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
 * Goes on with the re-ratings that are under way, organization by organization, in batches that commit each by itself.
 * Where one fails, that is written down and tried again later; it holds up nobody else. Any number of processes may do it at
 * once, and may be killed anywhere: what was posted is not posted again.
 */
export async function continueRerates({ tell, signal, batch = BATCH }: Rerating): Promise<void> {
  for (const { orgId, ...rerate } of await findDue()) {
    try {
      while (!signal?.aborted && (await rerateNext(rerate, orgId, batch, tell)));
    } catch (error) {
      logFor({ module: "rerate", orgId }).error({ err: error, rerateId: rerate.id }, "calls could not be re-rated");
      await noteFailure({ rerateId: rerate.id, orgId }, error);
    }
  }
  await endDone();
}

type Due = OpenRerate & { readonly orgId: string };
type DueRow = Omit<Due, "from" | "to"> & { from: Date | string; to: Date | string };

/** The earliest first: an organization's later ones wait for it. */
async function findDue(): Promise<Due[]> {
  const { rows } = await withSystem((tx) =>
    tx.execute<DueRow>(sql`
      select r.id, r.rate_card_id as "rateCardId", r.period_from as "from", r.period_to as "to", r.model_id as "modelId", r.reason,
        o.org_id as "orgId"
      from rerates r join rerate_organizations o on o.rerate_id = r.id
      where r.ended_at is null and o.ended_at is null and (o.next_try_at is null or o.next_try_at <= now())
      order by r.created_at, r.id, o.org_id`),
  );
  return rows.map(({ from, to, ...due }) => ({ ...due, from: new Date(from), to: new Date(to) }));
}

/** @returns whether there is more of it to do */
const rerateNext = (rerate: OpenRerate, orgId: string, batch: number, tell: TellRerated): Promise<boolean> =>
  withSystem(async (tx) => {
    const done = await rerateBatch(tx, rerate, orgId, batch);
    if (done?.isLast) await tellEnd(tx, rerate, orgId, tell);
    return done !== null && !done.isLast;
  });

/** Tells an organization how its part of a re-rating has ended, if it changed any of its calls. */
export async function tellEnd(
  tx: Tx,
  { id, reason, from, to }: Pick<OpenRerate, "id" | "reason" | "from" | "to">,
  orgId: string,
  tell: TellRerated,
): Promise<void> {
  const ofOrg = and(eq(rerateOrganizations.rerateId, id), eq(rerateOrganizations.orgId, orgId));
  const [sums] = await tx.select().from(rerateOrganizations).where(ofOrg);
  if (!sums || sums.adjusted === 0) return;
  const { adjusted, delta, credited } = sums;
  await tell(tx, { orgId, rerateId: id, reason, from, to, adjusted, amount: pico(delta - credited) });
}

async function endDone(): Promise<void> {
  await withSystem((tx) =>
    tx.execute(sql`
      update rerates r set ended_at = now() where r.ended_at is null
        and not exists (select from rerate_organizations o where o.rerate_id = r.id and o.ended_at is null)`),
  );
}
