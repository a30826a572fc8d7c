import { sql } from "drizzle-orm";
import { sealHeads } from "#drizzle/schema/index";
import { insertRows, type Tx, withSystem } from "#platform";
import { type Head, signHeads } from "./signed-head";
import { signingKey } from "./signing-keys";

/** Each transaction signs so many heads. */
const BATCH = 200;

/** Puts the agency's name to entries' hashes, and so to everything before each in its chain. */
export async function publishHeadsAt(
  tx: Tx,
  places: readonly { readonly orgId: string; readonly seq: number }[],
): Promise<void> {
  if (places.length === 0) return;
  const { rows } = await tx.execute<Row>(sql`
    select s.org_id, s.seq, s.hash from unnest(${sql.param(places.map(({ orgId }) => orgId))}::uuid[],
      ${sql.param(places.map(({ seq }) => seq))}::bigint[]) as w (org_id, seq)
    join seals s on s.org_id = w.org_id and s.seq = w.seq`);
  await publishHeads(tx, rows.map(headOf));
}

/** The same for one. */
export const publishHead = (tx: Tx, orgId: string, seq: number): Promise<void> => publishHeadsAt(tx, [{ orgId, seq }]);

type Row = { org_id: string; seq: string; hash: string };

const headOf = ({ org_id, seq, hash }: Row): Head => ({ orgId: org_id, seq: Number(seq), hash });

/** A head that was signed before stays as it is. */
async function publishHeads(tx: Tx, heads: readonly Head[]): Promise<void> {
  if (heads.length === 0) return;
  const { id: keyId, privateKey } = await signingKey(tx);
  const signed = await signHeads(heads, privateKey);
  const rows = signed.map((head) => ({ ...head, keyId }));
  await insertRows(tx, sealHeads, rows, "skip those that are there");
}

/**
 * Signs the head of every chain that has grown and was not signed today (UTC) yet. Safe to run as often, and in as many
 * processes, as one likes.
 * @returns how many heads it signed
 */
export async function publishDailyHeads(): Promise<number> {
  let published = 0;
  for (;;) {
    const due = await withSystem(async (tx) => {
      const heads = await readDueHeads(tx);
      await publishHeads(tx, heads);
      return heads.length;
    });
    published += due;
    if (due < BATCH) return published;
  }
}

async function readDueHeads(tx: Tx): Promise<Head[]> {
  const { rows } = await tx.execute<Row>(sql`
    select o.id as org_id, last.seq, last.hash from organizations o
      cross join lateral (select seq, hash from seals where org_id = o.id order by seq desc limit 1) last
      left join lateral (select seq, created_at from seal_heads where org_id = o.id order by seq desc limit 1) signed on true
    where signed.seq is null or (signed.seq < last.seq and signed.created_at < date_trunc('day', now(), 'UTC'))
    limit ${BATCH}`);
  return rows.map(headOf);
}
