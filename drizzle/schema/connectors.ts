import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { at, createdAt, id, tenantPolicies } from "./columns";
import { jobId } from "./references";
import { orgId } from "./tenant";

/** An MCP server that an organization attached. */
export const connectors = pgTable(
  "connectors",
  {
    id: id(),
    orgId: orgId(),
    /** Part of its tools' names, so it never changes. */
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    /** `operator`: a program on the agency's own machine, which only the operator can describe. */
    auth: text("auth", { enum: ["none", "header", "oauth", "operator"] }).notNull(),
    /** Where it answers; NULL for a program of the operator's. */
    url: text("url"),
    /** The operator's name for the program; NULL for what has an address. */
    program: text("program"),
    /** What is sent with each request, as JSON, sealed; NULL when nothing is. */
    sealedHeaders: text("sealed_headers"),
    /** The authorization and its tokens, as JSON, sealed; NULL when there is none. */
    sealedGrant: text("sealed_grant"),
    /** `new`: not authorized yet. `reconnect`: its authorization has ended. */
    status: text("status", { enum: ["new", "ready", "failing", "reconnect"] }).notNull(),
    /** Why it does not work, for people; NULL while it does. */
    problem: text("problem"),
    /** When it last answered; NULL when it never did. */
    answeredAt: at("answered_at"),
    /** Since when it does not work; NULL while it does. */
    brokenAt: at("broken_at"),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
    /** NULL while it is attached. Its secrets go with it. */
    removedAt: at("removed_at"),
  },
  (t) => [
    uniqueIndex("connectors_slug").on(t.orgId, t.slug).where(sql`${t.removedAt} is null`),
    check("connectors_auth", sql`${t.auth} in ('none', 'header', 'oauth', 'operator')`),
    check("connectors_status", sql`${t.status} in ('new', 'ready', 'failing', 'reconnect')`),
    check(
      "connectors_place",
      sql`num_nonnulls(${t.url}, ${t.program}) = 1 and (${t.program} is not null) = (${t.auth} = 'operator')`,
    ),
    check("connectors_sealed", sql`${t.sealedHeaders} like 'v1.%' and ${t.sealedGrant} like 'v1.%'`),
    check(
      "connectors_secrets",
      sql`(${t.sealedHeaders} is null or ${t.auth} = 'header') and (${t.sealedGrant} is null or ${t.auth} = 'oauth')`,
    ),
    check("connectors_removed", sql`${t.removedAt} is null or num_nonnulls(${t.sealedHeaders}, ${t.sealedGrant}) = 0`),
    ...tenantPolicies(t.orgId),
  ],
);

/** A tool as its server described it when it was last looked at. */
export const connectorTools = pgTable(
  "connector_tools",
  {
    connectorId: uuid("connector_id")
      .notNull()
      .references(() => connectors.id),
    /** As the server calls it. */
    name: text("name").notNull(),
    orgId: orgId(),
    /** As models call it: `mcp__<connector>__<tool>`. */
    callName: text("call_name").notNull(),
    description: text("description").notNull(),
    inputSchema: jsonb("input_schema").notNull(),
    /** What the server says of it; nothing proves it. */
    isReadOnly: boolean("is_read_only").notNull(),
    isIdempotent: boolean("is_idempotent").notNull(),
    /** SHA-256 of all that the server says of it. */
    digest: text("digest").notNull(),
    permission: text("permission", { enum: ["allow", "ask", "deny"] }).notNull(),
    /** Since when it is another than the one that was allowed; NULL when it is not. */
    changedAt: at("changed_at"),
    /** Since when the server does not offer it any more; NULL while it does. */
    goneAt: at("gone_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.connectorId, t.name] }),
    unique("connector_tools_call_name").on(t.connectorId, t.callName),
    check("connector_tools_permission", sql`${t.permission} in ('allow', 'ask', 'deny')`),
    check("connector_tools_call_name_form", sql`${t.callName} ~ '^mcp__[a-zA-Z0-9_-]{1,59}$'`),
    ...tenantPolicies(t.orgId),
  ],
);

/** An authorization under way: a member was sent to a server's sign-in, and has not come back. Taken out once. */
export const connectorSignIns = pgTable(
  "connector_sign_ins",
  {
    /** SHA-256 of the `state` that comes back with the member. */
    stateDigest: text("state_digest").primaryKey(),
    orgId: orgId(),
    connectorId: uuid("connector_id")
      .notNull()
      .references(() => connectors.id),
    /** Who has to come back. */
    userId: uuid("user_id").notNull(),
    /** The code verifier, the client and the servers found, as JSON, sealed. */
    sealed: text("sealed").notNull(),
    expiresAt: at("expires_at").notNull(),
  },
  (t) => [
    index("connector_sign_ins_connector").on(t.connectorId),
    check("connector_sign_ins_sealed", sql`${t.sealed} like 'v1.%'`),
    ...tenantPolicies(t.orgId),
  ],
);

/** The connectors that the runs of a job may use, as the client chose them. */
export const jobConnectors = pgTable(
  "job_connectors",
  {
    orgId: orgId(),
    jobId: jobId(),
    connectorId: uuid("connector_id")
      .notNull()
      .references(() => connectors.id),
  },
  (t) => [
    primaryKey({ columns: [t.jobId, t.connectorId] }),
    index("job_connectors_connector").on(t.connectorId),
    ...tenantPolicies(t.orgId),
  ],
);
