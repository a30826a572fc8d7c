import { z } from "zod";
import { getOrganization, role } from "#identity";
import { memberProcedure, router } from "../trpc";

const organization = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  isDemo: z.boolean(),
  role: role.describe("The caller's own"),
});

export const organizationRouter = router({
  current: memberProcedure("job.read")
    .output(organization)
    .query(async ({ ctx }) => ({ ...(await getOrganization(ctx.scope)), role: ctx.scope.role })),
});
