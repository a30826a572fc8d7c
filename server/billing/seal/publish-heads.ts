import { and, eq, sql } from "drizzle-orm";
import { sealHeads, seals } from "#drizzle/schema/index";
import { type Tx, withSystem } from "#platform";
import { type Head, signHead } from "./signed-head";
import { signingKey } from "./signing-keys";

/** Each transaction signs so many heads. */
const BATCH = 200;

/** Puts the agency's name to one entry's hash, and so to everything before it. */
export async function publishHead(tx: Tx, orgId: string, seq: number): Promise<void> {
  const heads = await tx
    .select({ orgId: seals.orgId, seq: seals.seq, hash: seals.hash })
    .from(seals)
    .where(and(eq(seals.orgId, orgId), eq(seals.seq, seq)));
  await publishHeads(tx, heads);
}

/** A head that was signed before stays as it is. */
async function publishHeads(tx: Tx, heads: readonly Head[]): Promise<void> {
  if (heads.length === 0) return;
  const { id: keyId, privateKey } = await signingKey(tx);
  const signed = heads.map((head) => ({ ...head, keyId, signature: signHead(head, privateKey) }));
  await tx.insert(sealHeads).values(signed).onConflictDoNothing();
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
  const { rows } = await tx.execute<{ org_id: string; seq: string; hash: string }>(sql`
    select o.id as org_id, last.seq, last.hash from organizations o
      cross join lateral (select seq, hash from seals where org_id = o.id order by seq desc limit 1) last
      left join lateral (select seq, created_at from seal_heads where org_id = o.id order by seq desc limit 1) signed on true
    where signed.seq is null or (signed.seq < last.seq and signed.created_at < date_trunc('day', now(), 'UTC'))
    limit ${BATCH}`);
  return rows.map(({ org_id, seq, hash }) => ({ orgId: org_id, seq: Number(seq), hash }));
}
