import { eq } from "drizzle-orm";
import * as schema from "#drizzle/schema/index";
import { Conflict, type OrgScope } from "#kernel";
import { recordAudit, withSystem } from "#platform";
import { requireGrant } from "../members";
import { requirePermission } from "../permissions";
import { type NewMember, newMember, read } from "../schema";

/** Takes someone who has registered here into the organization. @throws InvalidInput, Forbidden, Conflict */
export async function addMember(scope: OrgScope, input: NewMember): Promise<void> {
  requirePermission(scope, "member.manage");
  const { email, role } = read(newMember, input);
  requireGrant(scope, role);
  await withSystem(async (tx) => {
    const [user] = await tx.select({ id: schema.users.id }).from(schema.users).where(eq(schema.users.email, email));
    if (!user) {
      throw new Conflict(`Nobody has registered with ${email} yet. Ask them to register first, then add them.`, {
        field: "email",
      });
    }
    const added = await tx
      .insert(schema.members)
      .values({ orgId: scope.orgId, userId: user.id, role })
      .onConflictDoNothing()
      .returning({ userId: schema.members.userId });
    if (added.length === 0)
      throw new Conflict(`${email} is a member already. Change their role instead.`, { field: "email" });
    await recordAudit(tx, {
      orgId: scope.orgId,
      actor: scope.actor.label,
      action: "member.added",
      data: { userId: user.id, role },
    });
  });
}
