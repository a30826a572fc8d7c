import { and, eq } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import type { OrgScope, Role } from "#kernel";
import { recordAudit, withSystem } from "#platform";
import { lockMember, requireGrant } from "../members";
import { requirePermission } from "../permissions";

/** Gives a member another role. The last owner stays one. @throws NotFound, Forbidden, Conflict */
export async function changeRole(scope: OrgScope, userId: string, role: Role): Promise<void> {
  requirePermission(scope, "member.manage");
  requireGrant(scope, role);
  await withSystem(async (tx) => {
    const before = await lockMember(tx, scope, userId);
    await tx
      .update(schema.members)
      .set({ role })
      .where(and(eq(schema.members.orgId, scope.orgId), eq(schema.members.userId, userId)));
    await recordAudit(tx, {
      orgId: scope.orgId,
      actor: scope.actor.label,
      action: "member.role_changed",
      data: { userId, before, after: role },
    });
  });
}
