import { z } from "zod";
import {
  changeStandingOrder,
  createStandingOrder,
  endStandingOrder,
  getStandingOrder,
  listStandingOrders,
  pauseStandingOrder,
  resumeStandingOrder,
  standingOrderChanges,
  standingOrderOrder,
  standingOrderView,
} from "#hiring";
import { systemClock } from "#kernel";
import { anId, idempotencyKey, nextCursor } from "../inputs";
import { pageOfWhole, paginate } from "../paginate";
import { memberProcedure, router } from "../trpc";

const tag = "Standing orders";
const one = z.object({ standingOrderId: anId });
const byClock = { clock: systemClock };

export const standingOrdersRouter = router({
  list: memberProcedure("job.read")
    .meta({ rest: { method: "GET", path: "/standing-orders", summary: "Jobs that are posted again and again", tag } })
    .input(z.object(pageOfWhole))
    .output(z.object({ standingOrders: z.array(standingOrderView), nextCursor }))
    .query(async ({ ctx, input }) => {
      const { page: standingOrders, nextCursor } = paginate(await listStandingOrders(ctx.scope, byClock), input);
      return { standingOrders, nextCursor };
    }),

  get: memberProcedure("job.read")
    .meta({
      rest: { method: "GET", path: "/standing-orders/{standingOrderId}", summary: "One, with its latest times", tag },
    })
    .input(one)
    .output(standingOrderView)
    .query(({ ctx, input }) => getStandingOrder(ctx.scope, input.standingOrderId, byClock)),

  create: memberProcedure("job.hire")
    .meta({
      rest: {
        method: "POST",
        path: "/standing-orders",
        status: 201,
        summary: "Order a job to be posted again and again",
        tag,
        idempotent: true,
      },
    })
    .input(standingOrderOrder.extend({ idempotencyKey }))
    .output(standingOrderView)
    .mutation(({ ctx, input: { idempotencyKey, ...order } }) =>
      createStandingOrder(ctx.scope, order, { ...byClock, idempotencyKey }),
    ),

  change: memberProcedure("job.hire")
    .meta({
      rest: {
        method: "POST",
        path: "/standing-orders/{standingOrderId}/change",
        summary: "Change when it is due, or what a month may cost",
        tag,
      },
    })
    .input(one.extend(standingOrderChanges.shape))
    .output(standingOrderView)
    .mutation(({ ctx, input: { standingOrderId, ...changes } }) =>
      changeStandingOrder(ctx.scope, standingOrderId, changes, byClock),
    ),

  pause: memberProcedure("job.control")
    .meta({
      rest: { method: "POST", path: "/standing-orders/{standingOrderId}/pause", summary: "Post nothing for now", tag },
    })
    .input(one)
    .output(standingOrderView)
    .mutation(({ ctx, input }) => pauseStandingOrder(ctx.scope, input.standingOrderId, byClock)),

  resume: memberProcedure("job.hire")
    .meta({
      rest: { method: "POST", path: "/standing-orders/{standingOrderId}/resume", summary: "Let it go on", tag },
    })
    .input(one)
    .output(standingOrderView)
    .mutation(({ ctx, input }) => resumeStandingOrder(ctx.scope, input.standingOrderId, byClock)),

  end: memberProcedure("job.control")
    .meta({
      rest: { method: "POST", path: "/standing-orders/{standingOrderId}/end", summary: "End it for good", tag },
    })
    .input(one)
    .output(standingOrderView)
    .mutation(({ ctx, input }) => endStandingOrder(ctx.scope, input.standingOrderId, byClock)),
});
