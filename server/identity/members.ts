import { and, eq } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import { Conflict, Forbidden, isId, NotFound, type OrgScope, type Role } from "#kernel";
import type { Tx } from "#platform";
import { canGrant } from "./permissions";

/** @throws Forbidden when this role is above what the actor may give or take */
export function requireGrant(scope: OrgScope, role: Role): void {
  if (canGrant(scope.role, role)) return;
  throw new Forbidden(`Only an owner can give or take the role ${role}; yours is ${scope.role}.`, { role });
}

/**
 * The role of a member whom `scope` may change.
 * @throws NotFound when they are not in the organization
 * @throws Forbidden
 */
export async function lockMember(tx: Tx, scope: OrgScope, userId: string): Promise<Role> {
  if (!isId(userId)) throw new NotFound("member", userId);
  const { members } = schema;
  // All owners are locked, so that two owners cannot remove each other at the same moment.
  const owners = await tx
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.orgId, scope.orgId), eq(members.role, "owner")))
    .orderBy(members.userId)
    .for("update");
  const [member] = await tx
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.orgId, scope.orgId), eq(members.userId, userId)))
    .for("update");
  if (!member) throw new NotFound("member", userId);
  requireGrant(scope, member.role);
  if (member.role === "owner" && owners.length === 1) throw new LastOwner();
  return member.role;
}

class LastOwner extends Conflict {
  constructor() {
    super("This is the organization's last owner. Make someone else an owner first.");
  }
}
