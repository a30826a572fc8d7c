import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import { at, createdAt, id, tenantPolicies } from "./columns";
import { orgId } from "./tenant";

/** News for the people of an organization, in the app. */
export const notifications = pgTable(
  "notifications",
  {
    id: id(),
    orgId: orgId(),
    /** `budget.alert`, `topup.failed`, `invoice.issued`, … */
    kind: text("kind").notNull(),
    subject: text("subject").notNull(),
    body: text("body").notNull(),
    /** Where in the app it leads; NULL when nowhere. */
    href: text("href"),
    /** The fact it tells of: one notification each. */
    cause: text("cause").notNull(),
    createdAt: createdAt(),
    readAt: at("read_at"),
  },
  (t) => [
    unique("notifications_cause").on(t.orgId, t.cause),
    index("notifications_org").on(t.orgId, t.createdAt),
    ...tenantPolicies(t.orgId),
  ],
);

/** Where an organization wants its events sent (Standard Webhooks). */
export const webhookEndpoints = pgTable(
  "webhook_endpoints",
  {
    id: id(),
    orgId: orgId(),
    url: text("url").notNull(),
    /** Sealed with the agency's encryption key. */
    secret: text("secret").notNull(),
    createdAt: createdAt(),
    /** NULL while it is used. */
    disabledAt: at("disabled_at"),
  },
  (t) => [index("webhook_endpoints_org").on(t.orgId), ...tenantPolicies(t.orgId)],
);

/** What has to leave the house: written in the transaction that causes it, sent after the commit, retried with back-off. */
export const outbox = pgTable(
  "outbox",
  {
    id: id(),
    orgId: orgId(),
    channel: text("channel", { enum: ["email", "webhook"] }).notNull(),
    /** The address or the endpoint's id. */
    target: text("target").notNull(),
    payload: jsonb("payload").notNull(),
    cause: text("cause").notNull(),
    tries: integer("tries").notNull().default(0),
    nextTryAt: at("next_try_at").notNull().defaultNow(),
    sentAt: at("sent_at"),
    /** Why the last try failed; NULL while none did. */
    failure: text("failure"),
    createdAt: createdAt(),
  },
  (t) => [
    unique("outbox_cause").on(t.channel, t.target, t.cause),
    index("outbox_due").on(t.nextTryAt).where(sql`${t.sentAt} is null`),
    check("outbox_channel", sql`${t.channel} in ('email', 'webhook')`),
    ...tenantPolicies(t.orgId),
  ],
);
