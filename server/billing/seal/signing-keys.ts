import { asc, desc, sql } from "drizzle-orm";
import { signingKeys } from "#drizzle/schema/index";
import { newId } from "#kernel";
import { logFor, seal, type Tx, unseal, withSystem } from "#platform";
import { generateKeyPair, type SigningKey } from "./ed25519";

/** Any fixed number: it serializes those who need the first key. */
const LOCK = 4_870_322;

const contextOf = (keyId: string): string => `signing-key/${keyId}`;

/**
 * The agency's newest key, made when there is none. One whose encryption key is gone signs no more: a new one takes over,
 * and its public half stays published for what it has signed.
 */
export async function signingKey(tx: Tx): Promise<SigningKey> {
  const newest = async () => (await tx.select().from(signingKeys).orderBy(desc(signingKeys.id)).limit(1))[0];
  const usable = open(await newest());
  if (usable) return usable;
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
  return open(await newest()) ?? create(tx);
}

/** Makes the first key in a short transaction of its own: those that need one at the same time wait until it has ended. */
export const ensureSigningKey = async (): Promise<void> => {
  await withSystem(signingKey);
};

function open(row: typeof signingKeys.$inferSelect | undefined): SigningKey | null {
  if (!row) return null;
  try {
    return { id: row.id, publicKey: row.publicKey, privateKey: unseal(row.privateKey, contextOf(row.id)) };
  } catch (error) {
    logFor({ module: "seal" }).warn({ err: error, keyId: row.id }, "the signing key cannot be opened");
    return null;
  }
}

async function create(tx: Tx): Promise<SigningKey> {
  const id = newId();
  const { publicKey, privateKey } = generateKeyPair();
  await tx.insert(signingKeys).values({ id, publicKey, privateKey: seal(privateKey, contextOf(id)) });
  return { id, publicKey, privateKey };
}

export type PublishedKey = {
  readonly keyId: string;
  readonly algorithm: "Ed25519";
  /** SPKI, DER in base64. */
  readonly publicKey: string;
  readonly since: string;
};

/** The public halves of all keys the agency has ever signed with, oldest first. Anyone may know them. */
export async function listSigningKeys(): Promise<PublishedKey[]> {
  const { id, publicKey, createdAt } = signingKeys;
  const rows = await withSystem((tx) => tx.select({ id, publicKey, createdAt }).from(signingKeys).orderBy(asc(id)));
  return rows.map((row) => ({
    keyId: row.id,
    algorithm: "Ed25519",
    publicKey: row.publicKey,
    since: row.createdAt.toISOString(),
  }));
}
