import { sql } from "drizzle-orm";
import { bigint, check, foreignKey, integer, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, picoAmount, systemPolicies, tenantPolicies } from "./columns";
import { tallies } from "./tallies";
import { orgId } from "./tenant";

/** A model call, a credit that was given after it, a credit note, the delta of a re-rating. */
const SEALED_KINDS = ["usage", "credit", "adjustment", "rerate"] as const;

/**
 * An organization's hash chain over its usage events and adjustments, numbered and linked in batches by the sealer. It
 * holds digests only, so erasing a person's text does not break it.
 */
export const seals = pgTable(
  "seals",
  {
    orgId: orgId(),
    /** 1, 2, 3, … without gaps. */
    seq: bigint("seq", { mode: "number" }).notNull(),
    kind: text("kind", { enum: SEALED_KINDS }).notNull(),
    /** The usage event's attempt (also of a credit: at most one comes later), the credit note, or the delta. */
    refId: uuid("ref_id").notNull(),
    /** SHA-256 of the entry's canonical form, hex. */
    digest: text("digest").notNull(),
    /** SHA-256 of the previous hash and the digest, hex; the first one's previous hash is 64 zeros. */
    hash: text("hash").notNull(),
    /** The tally that a call or credit is on, and so its invoice; NULL for all else. */
    tally: integer("tally"),
    /** A call's number on its tally, 1, 2, 3, …; NULL for all else. */
    line: integer("line"),
    /** What it adds to its tally: below zero for a credit. NULL where there is none. */
    amount: picoAmount("amount"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.seq] }),
    foreignKey({ columns: [t.orgId, t.tally], foreignColumns: [tallies.orgId, tallies.no] }),
    unique("seals_ref").on(t.kind, t.refId),
    check(
      "seals_tallied",
      sql`(${t.kind} in ('usage', 'credit')) = (num_nonnulls(${t.tally}, ${t.amount}) = 2) and num_nonnulls(${t.tally}, ${t.amount}) in (0, 2)`,
    ),
    check("seals_line", sql`(${t.kind} = 'usage') = (${t.line} is not null)`),
    check("seals_hex", sql`${t.digest} ~ '^[0-9a-f]{64}$' and ${t.hash} ~ '^[0-9a-f]{64}$'`),
    ...tenantPolicies(t.orgId),
  ],
);

/**
 * What is committed and not sealed yet. Triggers add each usage event, late credit and credit note in the transaction that
 * writes it, so that no writer can forget; the sealer removes it as it seals. Without it the sealer would search all history.
 */
export const unsealed = pgTable(
  "unsealed",
  {
    /** No foreign key: the row that it stands for has one. */
    orgId: uuid("org_id").notNull(),
    kind: text("kind", { enum: SEALED_KINDS }).notNull(),
    refId: uuid("ref_id").notNull(),
    /** Where it is billed already: calls that were invoiced before there was a chain. NULL for all else. */
    tally: integer("tally"),
    line: integer("line"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.kind, t.refId] }), ...tenantPolicies(t.orgId)],
);

/** A head of the chain that the agency has put its name to (Ed25519). */
export const sealHeads = pgTable(
  "seal_heads",
  {
    orgId: orgId(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    hash: text("hash").notNull(),
    keyId: uuid("key_id").notNull(),
    /** Base64. */
    signature: text("signature").notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.seq] }), ...tenantPolicies(t.orgId)],
);

/** The agency's signing keys. The public halves are published; the private ones are sealed with the encryption key. */
export const signingKeys = pgTable(
  "signing_keys",
  {
    id: id(),
    /** SPKI, base64. */
    publicKey: text("public_key").notNull(),
    privateKey: text("private_key").notNull(),
    createdAt: createdAt(),
  },
  () => systemPolicies(),
);
