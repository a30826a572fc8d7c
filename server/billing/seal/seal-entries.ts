import { desc, eq, sql } from "drizzle-orm";
import { seals } from "#drizzle/schema/index";
import { type Tx, withSystem } from "#platform";
import type { CountedEntry, Place } from "../tallies/compute-tallies";
import { countEntries } from "../tallies/count-entries";
import { GENESIS, linkHash } from "./chain";
import { amountOfRow, digestOfRow, type EntryRow, entryFacts } from "./entry-facts";

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

/** The same for many. */
export async function sealAllOf(tx: Tx, orgIds: readonly string[]): Promise<void> {
  const { rows } = await tx.execute<{ org_id: string }>(
    sql`select distinct org_id from unsealed where org_id = any(${sql.param(orgIds)}::uuid[])`,
  );
  for (const { org_id } of rows) await sealAll(tx, org_id);
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

/** An entry with what its tally needs to know of it. */
type Waiting = EntryRow & {
  readonly refId: string;
  /** Of the call, in the organization's time zone. */
  readonly month: string;
  readonly projectId: string | null;
  /** Where its call is counted already; NULL when it is not. */
  readonly place: Place | null;
};

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
  const counted = entries.flatMap((entry, index) => countedEntry(entry, rows[index]?.seq ?? 0) ?? []);
  const places = await countEntries(tx, orgId, counted);
  const told = new Map(counted.map(({ seq: no, amount }, index) => [no, { amount, ...places[index] }]));
  await tx.insert(seals).values(rows.map((row) => ({ ...row, ...told.get(row.seq) })));
  await tx.execute(sql`
    delete from unsealed u using unnest(${sql.param(entries.map(({ kind }) => kind))}::text[],
      ${sql.param(entries.map(({ refId }) => refId))}::uuid[]) as done (kind, ref_id)
    where u.org_id = ${orgId} and u.kind = done.kind and u.ref_id = done.ref_id`);
  return rows.length;
}

/** NULL for what no tally counts. */
function countedEntry(entry: Waiting, seq: number): CountedEntry | null {
  const { kind, refId, month, projectId, place } = entry;
  const amount = amountOfRow(entry);
  if (amount === null) return null;
  const counted = { refId, seq, amount, place };
  return kind === "usage" ? { ...counted, kind, at: timeOf(entry), month, projectId } : { ...counted, kind: "credit" };
}

/**
 * The oldest first; ids tell their time. A credit has its call's id, and is never taken before it. Where a call is counted
 * already, it was billed before there was a chain.
 */
async function readWaiting(tx: Tx, orgId: string): Promise<Waiting[]> {
  const { rows } = await tx.execute<Waiting>(sql`
    select u.kind, u.ref_id as "refId", ${entryFacts(sql`u.kind`, sql`u.ref_id`)} as facts, j.project_id as "projectId",
      to_char(e.created_at at time zone o.time_zone, 'YYYY-MM') as month,
      case when u.tally is not null then json_build_object('tally', u.tally, 'line', u.line)
        when s.tally is not null then json_build_object('tally', s.tally, 'line', s.line) end as place
    from (select * from unsealed where org_id = ${orgId} order by ref_id, kind desc limit ${BATCH}) u
      join organizations o on o.id = u.org_id
      left join usage_events e on e.attempt_id = u.ref_id
      left join jobs j on j.id = e.job_id
      left join seals s on u.kind = 'credit' and s.kind = 'usage' and s.ref_id = u.ref_id`);
  const keyOf = (entry: Waiting): string => `${timeOf(entry).toISOString()} ${entry.refId}`;
  return rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Of what is not there, the beginning of time. */
const timeOf = ({ facts }: Waiting): Date => new Date(facts?.at ?? 0);

async function readLast(tx: Tx, orgId: string): Promise<{ seq: number; hash: string }> {
  const [last] = await tx
    .select({ seq: seals.seq, hash: seals.hash })
    .from(seals)
    .where(eq(seals.orgId, orgId))
    .orderBy(desc(seals.seq))
    .limit(1);
  return last ?? { seq: 0, hash: GENESIS };
}
