import { and, eq, isNull, sql } from "drizzle-orm";
import { notifications } from "#drizzle/schema/index";
import { isId, NotFound, type OrgScope } from "#kernel";
import { withOrg } from "#platform";

/**
 * Marks one notification as read, or all of them, for everyone in the organization. Twice changes nothing.
 * @throws NotFound
 */
export function markRead(scope: OrgScope, notificationId?: string): Promise<void> {
  return withOrg(scope, async (tx) => {
    const readAt = sql`coalesce(${notifications.readAt}, now())`;
    if (notificationId === undefined) {
      await tx
        .update(notifications)
        .set({ readAt })
        .where(and(eq(notifications.orgId, scope.orgId), isNull(notifications.readAt)));
      return;
    }
    const marked = isId(notificationId)
      ? await tx
          .update(notifications)
          .set({ readAt })
          .where(eq(notifications.id, notificationId))
          .returning({ id: notifications.id })
      : [];
    if (marked.length === 0) throw new NotFound("notification", notificationId);
  });
}
