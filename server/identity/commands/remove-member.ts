import { and, eq } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import type { OrgScope } from "#kernel";
import { recordAudit, withSystem } from "#platform";
import { lockMember } from "../members";
import { requirePermission } from "../permissions";

/** Ends a membership; the person loses access at their next request. @throws NotFound, Forbidden, Conflict for the last owner */
export async function removeMember(scope: OrgScope, userId: string): Promise<void> {
  requirePermission(scope, "member.manage");
  await withSystem(async (tx) => {
    const role = await lockMember(tx, scope, userId);
    await tx
      .delete(schema.members)
      .where(and(eq(schema.members.orgId, scope.orgId), eq(schema.members.userId, userId)));
    await recordAudit(tx, {
      orgId: scope.orgId,
      actor: scope.actor.label,
      action: "member.removed",
      data: { userId, role },
    });
  });
}
