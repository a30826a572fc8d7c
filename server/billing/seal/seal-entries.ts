import { desc, eq, sql } from "drizzle-orm";
import { seals } from "#drizzle/schema/index";
import { type Tx, withSystem } from "#platform";
import { GENESIS, linkHash } from "./chain";
import { digestOfRow, type EntryRow, entryFacts } from "./entry-facts";

/** Each insert seals so many entries, so that memory does not grow with what waits. */
const BATCH = 500;
/** Each call of the sealer works through so many batches; the next call takes the rest. */
const BATCHES = 20;
const ORGANIZATIONS = 100;

/**
 * Numbers and chains what is committed and not sealed yet, each organization by itself. A settle that commits later is
 * sealed later; none is waited for. Any number of processes may do it at once, and may be killed anywhere: a batch is
 * sealed whole or not at all.
 * @param orgId only this one's, waiting for whoever is sealing it; without, all organizations' that nobody is sealing
 * @returns how many entries it sealed; with more waiting, it may leave some to the next call
 */
export async function sealEvents(orgId?: string): Promise<number> {
  const organizations = orgId === undefined ? await waiting() : [orgId];
  let sealed = 0;
  let batches = 0;
  for (const id of organizations) {
    for (let last = BATCH; last === BATCH && batches < BATCHES; batches++) {
      last = await withSystem(async (tx) =>
        (await lockChain(tx, id, orgId === undefined ? "skip" : "wait")) ? sealBatch(tx, id) : 0,
      );
      sealed += last;
    }
  }
  return sealed;
}

/**
 * Seals everything of one organization that is committed by now, in the caller's transaction.
 * The caller holds the organization's row, as `lockChain` does.
 */
export async function sealAll(tx: Tx, orgId: string): Promise<void> {
  while ((await sealBatch(tx, orgId)) === BATCH);
}

async function waiting(): Promise<string[]> {
  const { rows } = await withSystem((tx) =>
    tx.execute<{ org_id: string }>(sql`select distinct org_id from unsealed limit ${ORGANIZATIONS}`),
  );
  return rows.map(({ org_id }) => org_id);
}

/** The organization's row, as an invoice locks it too: a chain grows at one end only. A settle's foreign keys pass. */
async function lockChain(tx: Tx, orgId: string, otherwise: "wait" | "skip"): Promise<boolean> {
  const { rows } = await tx.execute(sql`
    select from organizations where id = ${orgId} for no key update ${sql.raw(otherwise === "skip" ? "skip locked" : "")}`);
  return rows.length > 0;
}

type Waiting = EntryRow & { readonly refId: string };

async function sealBatch(tx: Tx, orgId: string): Promise<number> {
  const entries = await readWaiting(tx, orgId);
  if (entries.length === 0) return 0;
  let { seq, hash } = await readLast(tx, orgId);
  const rows = entries.map((entry) => {
    const digest = digestOfRow(orgId, entry);
    if (digest === null) throw new Error(`${entry.kind} ${entry.refId} waits for its seal, but is not there`);
    seq += 1;
    hash = linkHash(hash, digest);
    return { orgId, seq, kind: entry.kind, refId: entry.refId, digest, hash };
  });
  await tx.insert(seals).values(rows);
  await tx.execute(sql`
    delete from unsealed u using unnest(${sql.param(entries.map(({ kind }) => kind))}::text[],
      ${sql.param(entries.map(({ refId }) => refId))}::uuid[]) as done (kind, ref_id)
    where u.org_id = ${orgId} and u.kind = done.kind and u.ref_id = done.ref_id`);
  return rows.length;
}

/** The oldest first; ids tell their time. */
async function readWaiting(tx: Tx, orgId: string): Promise<Waiting[]> {
  const { rows } = await tx.execute<Waiting>(sql`
    select u.kind, u.ref_id as "refId", ${entryFacts(sql`u.kind`, sql`u.ref_id`)} as facts
    from (select kind, ref_id from unsealed where org_id = ${orgId} order by ref_id limit ${BATCH}) u`);
  return rows.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

const placeOf = ({ facts, refId }: Waiting): string => `${facts ? new Date(facts.at).toISOString() : ""} ${refId}`;

async function readLast(tx: Tx, orgId: string): Promise<{ seq: number; hash: string }> {
  const [last] = await tx
    .select({ seq: seals.seq, hash: seals.hash })
    .from(seals)
    .where(eq(seals.orgId, orgId))
    .orderBy(desc(seals.seq))
    .limit(1);
  return last ?? { seq: 0, hash: GENESIS };
}
