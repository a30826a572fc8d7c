import { z } from "zod";
import { listDisputes } from "#desk";
import { resolveDispute } from "#hiring";
import { systemClock } from "#kernel";
import { anId } from "../inputs";
import { operatorProcedure, router } from "../trpc";

/** What clients complain about, for the staff of the agency. */
export const disputesRouter = router({
  list: operatorProcedure.query(() => listDisputes()),

  resolve: operatorProcedure
    .input(
      z.object({
        jobId: anId,
        outcome: z.enum(["refunded", "rejected"]),
        note: z.string().trim().min(1, "Write the reasons for the client.").max(2_000),
      }),
    )
    .mutation(({ ctx, input: { jobId, ...ruling } }) =>
      resolveDispute(ctx.operator.label, jobId, ruling, { clock: systemClock }),
    ),
});
