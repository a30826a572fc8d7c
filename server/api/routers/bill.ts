import { getPeriodStatement } from "#billing";
import { systemClock } from "#kernel";
import { memberProcedure, router } from "../trpc";
import { periodStatement } from "../views";

export const billRouter = router({
  statement: memberProcedure("bill.read")
    .output(periodStatement)
    .query(({ ctx }) => getPeriodStatement(ctx.scope, { clock: systemClock })),
});
