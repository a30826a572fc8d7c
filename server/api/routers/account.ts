import { z } from "zod";
import { registerOrganization } from "#hiring";
import { registration } from "#identity";
import { publicProcedure, router } from "../trpc";

export const accountRouter = router({
  register: publicProcedure
    .input(registration)
    .output(z.object({ orgId: z.string() }))
    .mutation(({ ctx, input }) => registerOrganization(input, { ip: ctx.ip })),
});
