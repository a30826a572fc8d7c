import { desc, isNull, lt } from "drizzle-orm";
import { notifications } from "#drizzle/schema/index";
import { InvalidInput, isId, type OrgScope } from "#kernel";
import { withOrg } from "#platform";
import type { NotificationView } from "../schema";

export type NotificationPage = {
  readonly notifications: readonly NotificationView[];
  /** Of all, not of this page. */
  readonly unread: number;
  readonly nextCursor: string | null;
};

/** The organization's news, newest first. `cursor` is the id of the last of the page before. @throws InvalidInput */
export function listNotifications(
  scope: OrgScope,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<NotificationPage> {
  const { limit, cursor } = page;
  if (cursor !== undefined && !isId(cursor)) {
    throw new InvalidInput("cursor", "This cursor belongs to no list here. Start again without one.");
  }
  return withOrg(scope, async (tx) => {
    // Ids grow with time.
    const rows = await tx
      .select()
      .from(notifications)
      .where(cursor === undefined ? undefined : lt(notifications.id, cursor))
      .orderBy(desc(notifications.id))
      .limit(limit + 1);
    const shown = rows.slice(0, limit);
    return {
      notifications: shown.map(({ id, kind, subject, body, href, createdAt, readAt }) => ({
        id,
        kind,
        subject,
        body,
        href,
        createdAt: createdAt.toISOString(),
        readAt: readAt?.toISOString() ?? null,
      })),
      unread: await tx.$count(notifications, isNull(notifications.readAt)),
      nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
    };
  });
}

/** How many news nobody has read. */
export const countUnread = (scope: OrgScope): Promise<number> =>
  withOrg(scope, (tx) => tx.$count(notifications, isNull(notifications.readAt)));
