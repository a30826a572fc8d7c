import { z } from "zod";
import { listHeads, listSigningKeys } from "#billing";
import { cursor, limit, nextCursor } from "../inputs";
import { pageOfWhole, paginate } from "../paginate";
import { memberProcedure, publicProcedure, router } from "../trpc";
import { sealHead, signingKey } from "../views";

const tag = "Billing";

export const sealsRouter = router({
  keys: publicProcedure
    .meta({
      rest: { method: "GET", path: "/signing-keys", summary: "The keys that the agency has signed bills with", tag },
    })
    .input(z.object(pageOfWhole))
    .output(z.object({ signingKeys: z.array(signingKey), nextCursor }))
    .query(async ({ input }) => {
      const { page: signingKeys, nextCursor } = paginate(await listSigningKeys(), input);
      return { signingKeys, nextCursor };
    }),

  heads: memberProcedure("bill.read")
    .meta({
      rest: {
        method: "GET",
        path: "/seal-heads",
        summary: "The signed heads of the chain of calls, newest first",
        tag,
      },
    })
    .input(z.object({ limit, cursor }))
    .output(z.object({ heads: z.array(sealHead).readonly(), nextCursor }))
    .query(({ ctx, input }) => listHeads(ctx.scope, input)),
});
