import { z } from "zod";
import { canSendEmail, countUnread, listNotifications, markRead, notificationView } from "#notices";
import { anId, cursor, limit, nextCursor } from "../inputs";
import { memberProcedure, router } from "../trpc";

const tag = "Notifications";
const unread = z.number().int().describe("How many nobody has read");

export const notificationsRouter = router({
  list: memberProcedure("bill.read")
    .meta({ rest: { method: "GET", path: "/notifications", summary: "News of the organization, newest first", tag } })
    .input(z.object({ limit, cursor }))
    .output(
      z.object({
        notifications: z.array(notificationView).readonly(),
        unread,
        email: z.boolean().describe("Whether this agency has a mail server, so that news go out by email too"),
        nextCursor,
      }),
    )
    .query(async ({ ctx, input }) => ({ ...(await listNotifications(ctx.scope, input)), email: canSendEmail() })),

  unread: memberProcedure("bill.read")
    .output(z.object({ unread }))
    .query(async ({ ctx }) => ({ unread: await countUnread(ctx.scope) })),

  markRead: memberProcedure("bill.read")
    .meta({ rest: { method: "POST", path: "/notifications/read", summary: "Mark one or all as read", tag } })
    .input(z.object({ notificationId: anId.optional().describe("Absent: all of them") }))
    .output(z.object({ unread }))
    .mutation(async ({ ctx, input }) => {
      await markRead(ctx.scope, input.notificationId);
      return { unread: await countUnread(ctx.scope) };
    }),
});
