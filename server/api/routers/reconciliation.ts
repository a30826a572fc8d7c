import { z } from "zod";
import { listProviders, reconcile, reconciliationOrder, reconciliationView } from "#desk";
import { operatorProcedure, router } from "../trpc";

/** Metered against what providers report, for the staff of the agency. */
export const reconciliationRouter = router({
  providers: operatorProcedure
    .output(z.object({ providers: z.array(z.string()) }))
    .query(async () => ({ providers: await listProviders() })),

  compare: operatorProcedure
    .input(reconciliationOrder)
    .output(reconciliationView)
    .mutation(({ input }) => reconcile(input)),
});
