import { asc, isNull, sql } from "drizzle-orm";
import { webhookEndpoints } from "#drizzle/schema/index";
import type { OrgScope } from "#kernel";
import { withOrg } from "#platform";
import type { WebhookView } from "../schema";

// Spelled out: inside a subquery the column's bare name would be the outbox's own.
const ofThis = sql`o.channel = 'webhook' and o.target = webhook_endpoints.id::text`;

/** The organization's webhooks, with how their newest events fared; never their secrets. */
export function listWebhooks(scope: OrgScope): Promise<WebhookView[]> {
  return withOrg(scope, async (tx) => {
    const rows = await tx
      .select({
        id: webhookEndpoints.id,
        url: webhookEndpoints.url,
        createdAt: webhookEndpoints.createdAt,
        lastSentAt: sql<string | null>`(select max(o.sent_at) from outbox o where ${ofThis})`,
        failure: sql<string | null>`(select o.failure from outbox o where ${ofThis} order by o.id desc limit 1)`,
      })
      .from(webhookEndpoints)
      .where(isNull(webhookEndpoints.disabledAt))
      .orderBy(asc(webhookEndpoints.createdAt), asc(webhookEndpoints.id));
    return rows.map(({ createdAt, lastSentAt, ...row }) => ({
      ...row,
      createdAt: createdAt.toISOString(),
      lastSentAt: lastSentAt === null ? null : new Date(lastSentAt).toISOString(),
    }));
  });
}
