import { and, eq, isNull, sql } from "drizzle-orm";
import { webhookEndpoints } from "#drizzle/schema/index";
import { Conflict, isId, NotFound, newId, type OrgScope } from "#kernel";
import { recordAudit, seal, withOrg } from "#platform";
import { newWebhookSecret } from "../delivery/signature";
import { readWebhookUrl } from "../delivery/webhook-address";

export type CreatedWebhook = {
  readonly id: string;
  readonly url: string;
  /** What its events are signed with: told now and never again. */
  readonly secret: string;
};

/** More would only slow everyone's events down. */
const MAX_WEBHOOKS = 10;

/** Binds a sealed secret to its webhook. */
export const webhookSecretContext = (id: string): string => `webhook/${id}`;

/** Has the organization's events sent to an address. @throws AddressRefused | Conflict when there are ten already */
export async function createWebhook(scope: OrgScope, input: { readonly url: string }): Promise<CreatedWebhook> {
  const url = readWebhookUrl(input.url.trim()).href;
  const { orgId, actor } = scope;
  const [id, secret] = [newId(), newWebhookSecret()];
  await withOrg(scope, async (tx) => {
    if ((await tx.$count(webhookEndpoints, isNull(webhookEndpoints.disabledAt))) >= MAX_WEBHOOKS) {
      throw new Conflict(`An organization has at most ${MAX_WEBHOOKS} webhooks. Remove one first.`);
    }
    await tx.insert(webhookEndpoints).values({ id, orgId, url, secret: seal(secret, webhookSecretContext(id)) });
    await recordAudit(tx, { orgId, actor: actor.label, action: "webhook.created", data: { webhookId: id, url } });
  });
  return { id, url, secret };
}

/** Sends no more events to it, also none that wait. @throws NotFound */
export function removeWebhook(scope: OrgScope, webhookId: string): Promise<void> {
  const { orgId, actor } = scope;
  return withOrg(scope, async (tx) => {
    const removed = isId(webhookId)
      ? await tx
          .update(webhookEndpoints)
          .set({ disabledAt: sql`now()` })
          .where(and(eq(webhookEndpoints.id, webhookId), isNull(webhookEndpoints.disabledAt)))
          .returning({ url: webhookEndpoints.url })
      : [];
    const [row] = removed;
    if (!row) throw new NotFound("webhook", webhookId);
    await recordAudit(tx, { orgId, actor: actor.label, action: "webhook.removed", data: { webhookId, url: row.url } });
  });
}
