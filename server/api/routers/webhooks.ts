import { z } from "zod";
import { createWebhook, listWebhooks, removeWebhook, webhookView } from "#notices";
import { anId } from "../inputs";
import { memberProcedure, router } from "../trpc";

const tag = "Notifications";

export const webhooksRouter = router({
  list: memberProcedure("webhook.manage")
    .meta({ rest: { method: "GET", path: "/webhooks", summary: "Where the organization's events are sent", tag } })
    .output(z.object({ webhooks: z.array(webhookView), nextCursor: z.null() }))
    .query(async ({ ctx }) => ({ webhooks: await listWebhooks(ctx.scope), nextCursor: null })),

  /** The secret is in this answer and nowhere else. */
  create: memberProcedure("webhook.manage")
    .meta({ rest: { method: "POST", path: "/webhooks", status: 201, summary: "Have events sent to an address", tag } })
    .input(z.object({ url: z.string().max(2000, "is longer than 2,000 characters.") }))
    .output(
      z.object({ id: z.string(), url: z.string(), secret: z.string().describe("Standard Webhooks; told this once") }),
    )
    .mutation(({ ctx, input }) => createWebhook(ctx.scope, input)),

  remove: memberProcedure("webhook.manage")
    .meta({ rest: { method: "POST", path: "/webhooks/{webhookId}/remove", summary: "Send no more events to it", tag } })
    .input(z.object({ webhookId: anId }))
    .output(z.object({ removed: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      await removeWebhook(ctx.scope, input.webhookId);
      return { removed: true as const };
    }),
});
