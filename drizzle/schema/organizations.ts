import { sql } from "drizzle-orm";
import { boolean, check, index, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { at, createdAt, id, systemPolicies, tenantPolicies } from "./columns";

/** A tenant. The house publisher, which lists the seeded agents, is one as well. */
export const organizations = pgTable(
  "organizations",
  {
    id: id(),
    slug: text("slug").notNull().unique(),
    name: text("name").notNull(),
    /** The demo organization is disabled on a public address. */
    isDemo: boolean("is_demo").notNull().default(false),
    /** IANA name; invoice periods are cut in it. */
    timeZone: text("time_zone").notNull().default("UTC"),
    createdAt: createdAt(),
  },
  (t) => [check("organizations_slug", sql`${t.slug} ~ '^[a-z0-9][a-z0-9-]{0,62}$'`), ...tenantPolicies(t.id)],
);

/** A person. Read by identity only; tenants never see this table. */
export const users = pgTable(
  "users",
  {
    id: id(),
    /** Lower case. */
    email: text("email").notNull().unique(),
    name: text("name").notNull(),
    /** argon2id; NULL for people who sign in elsewhere only. */
    passwordHash: text("password_hash"),
    /** Staff of the installation: a grant apart from any organization's roles. */
    isOperator: boolean("is_operator").notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [check("users_email_lower", sql`${t.email} = lower(${t.email})`), ...systemPolicies()],
);

/** A sign-in elsewhere (GitHub, Google, OIDC) that belongs to a person. */
export const userIdentities = pgTable(
  "user_identities",
  {
    provider: text("provider").notNull(),
    subject: text("subject").notNull(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.provider, t.subject] }), ...systemPolicies()],
);

export const members = pgTable(
  "members",
  {
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text("role", { enum: ["owner", "admin", "billing", "member"] }).notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.userId] }),
    index("members_user").on(t.userId),
    check("members_role", sql`${t.role} in ('owner', 'admin', 'billing', 'member')`),
    ...tenantPolicies(t.orgId),
  ],
);

export const apiKeys = pgTable(
  "api_keys",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id),
    name: text("name").notNull(),
    /** The first characters, to recognize a key by; the key itself is not kept. */
    prefix: text("prefix").notNull(),
    /** SHA-256 of the key, hex. Keys are random, so a fast hash is enough. */
    hash: text("hash").notNull(),
    role: text("role", { enum: ["owner", "admin", "billing", "member"] }).notNull(),
    /** NULL when made from the command line. */
    createdBy: uuid("created_by").references(() => users.id),
    createdAt: createdAt(),
    lastUsedAt: at("last_used_at"),
    /** NULL while the key works. */
    revokedAt: at("revoked_at"),
  },
  (t) => [
    unique("api_keys_hash").on(t.hash),
    index("api_keys_org").on(t.orgId),
    check("api_keys_role", sql`${t.role} in ('owner', 'admin', 'billing', 'member')`),
    ...tenantPolicies(t.orgId),
  ],
);
