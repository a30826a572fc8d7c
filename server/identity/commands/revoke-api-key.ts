import { eq, sql } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import { Forbidden, isId, NotFound, type OrgScope } from "#kernel";
import { recordAudit, withOrg } from "#platform";
import { canGrant, requirePermission } from "../permissions";

/** Ends an API key for good, at once. Revoking it again changes nothing. @throws NotFound, Forbidden */
export async function revokeApiKey(scope: OrgScope, apiKeyId: string): Promise<void> {
  requirePermission(scope, "key.manage");
  if (!isId(apiKeyId)) throw new NotFound("API key", apiKeyId);
  await withOrg(scope, async (tx) => {
    const [key] = await tx.select().from(schema.apiKeys).where(eq(schema.apiKeys.id, apiKeyId)).for("update");
    if (!key) throw new NotFound("API key", apiKeyId);
    if (!canGrant(scope.role, key.role)) {
      throw new Forbidden(`The key “${key.name}” has the role ${key.role}. Only an owner can revoke it.`, {
        role: key.role,
      });
    }
    if (key.revokedAt) return;
    await tx.update(schema.apiKeys).set({ revokedAt: sql`now()` }).where(eq(schema.apiKeys.id, apiKeyId));
    await recordAudit(tx, {
      orgId: scope.orgId,
      actor: scope.actor.label,
      action: "api_key.revoked",
      data: { apiKeyId, name: key.name },
    });
  });
}
