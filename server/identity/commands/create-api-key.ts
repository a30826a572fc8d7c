import * as schema from "#drizzle/schema/index";
import { Forbidden, newId, type OrgScope } from "#kernel";
import { recordAudit, withOrg } from "#platform";
import { hashApiKey, newApiKeySecret, visiblePartOf } from "../api-key";
import { canGrant, requirePermission } from "../permissions";
import { type NewApiKey, newApiKey, read } from "../schema";

export type CreatedApiKey = {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  /** The key itself: told now and never again. */
  readonly secret: string;
};

/** Makes an API key that can do at most what its maker can. @throws InvalidInput, Forbidden */
export async function createApiKey(scope: OrgScope, input: NewApiKey): Promise<CreatedApiKey> {
  requirePermission(scope, "key.manage");
  const { name, role } = read(newApiKey, input);
  if (!canGrant(scope.role, role)) {
    throw new Forbidden(
      `A key with the role ${role} could do more than you can as ${scope.role}. Choose a smaller role.`,
      { role },
    );
  }
  const id = newId();
  const secret = newApiKeySecret();
  const prefix = visiblePartOf(secret);
  await withOrg(scope, async (tx) => {
    await tx.insert(schema.apiKeys).values({
      id,
      orgId: scope.orgId,
      name,
      prefix,
      hash: hashApiKey(secret),
      role,
      createdBy: scope.actor.userId,
    });
    await recordAudit(tx, {
      orgId: scope.orgId,
      actor: scope.actor.label,
      action: "api_key.created",
      data: { apiKeyId: id, name, role },
    });
  });
  return { id, name, prefix, secret };
}
