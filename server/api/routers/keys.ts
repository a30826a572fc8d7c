import { z } from "zod";
import { createApiKey, listApiKeys, newApiKey, revokeApiKey, role } from "#identity";
import { anId } from "../inputs";
import { memberProcedure, router } from "../trpc";

const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  role,
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
});

export const keysRouter = router({
  list: memberProcedure("key.manage")
    .output(z.object({ keys: z.array(apiKey) }))
    .query(async ({ ctx }) => ({
      keys: (await listApiKeys(ctx.scope)).map((key) => ({
        ...key,
        createdAt: key.createdAt.toISOString(),
        lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
        revokedAt: key.revokedAt?.toISOString() ?? null,
      })),
    })),

  /** The secret is in this answer and nowhere else. */
  create: memberProcedure("key.manage")
    .input(newApiKey)
    .output(z.object({ id: z.string(), name: z.string(), prefix: z.string(), secret: z.string() }))
    .mutation(({ ctx, input }) => createApiKey(ctx.scope, input)),

  revoke: memberProcedure("key.manage")
    .input(z.object({ keyId: anId }))
    .mutation(({ ctx, input }) => revokeApiKey(ctx.scope, input.keyId)),
});
