import { z } from "zod";
import {
  findAutoTopup,
  getTopup,
  getWallet,
  LEAST_TOPUP,
  listPromotions,
  listTopups,
  mostTopup,
  setAutoTopup,
  topupMethod,
} from "#billing";
import { startTopup } from "#hiring";
import { formatUsd, parseUsd } from "#kernel";
import { anId, cursor, idempotencyKey, limit, nextCursor } from "../inputs";
import { memberProcedure, router } from "../trpc";
import { autoTopupView, promotionView, topupView, walletView } from "../views";
import { usd } from "../views/money";

const tag = "Billing";

const startedTopup = topupView.extend({
  checkoutUrl: z.string().nullable().describe("Where to pay; null when there is nothing to pay there"),
});

export const walletRouter = router({
  get: memberProcedure("bill.read")
    .meta({ rest: { method: "GET", path: "/wallet", summary: "The organization's money", tag } })
    .output(walletView)
    .query(({ ctx }) => getWallet(ctx.scope)),

  promotions: memberProcedure("bill.read")
    .meta({
      rest: { method: "GET", path: "/wallet/promotions", summary: "Promotional credit, as it will be spent", tag },
    })
    .output(z.object({ promotions: z.array(promotionView), nextCursor }))
    .query(async ({ ctx }) => ({ promotions: await listPromotions(ctx.scope), nextCursor: null })),

  /** How and between which bounds the wallet is topped up here. */
  terms: memberProcedure("bill.read")
    .output(z.object({ method: z.enum(["stripe", "demo"]).nullable(), least: usd, most: usd }))
    .query(() => {
      const method = topupMethod();
      return { method, least: formatUsd(LEAST_TOPUP), most: formatUsd(mostTopup(method)) };
    }),

  topUp: memberProcedure("wallet.topup")
    .meta({
      rest: {
        method: "POST",
        path: "/wallet/topups",
        status: 201,
        summary: "Begin a top-up; it is credited when it is paid at `checkoutUrl`",
        tag,
        idempotent: true,
      },
    })
    .input(
      z.object({
        amount: usd.describe("US dollars in whole cents"),
        saveCard: z.boolean().default(false).describe("Keep the card for automatic top-ups"),
        idempotencyKey,
      }),
    )
    .output(startedTopup)
    .mutation(async ({ ctx, input: { amount, saveCard, idempotencyKey } }) => {
      const order = { amount: parseUsd(amount), saveCard };
      const { replayed, ...topup } = await startTopup(ctx.scope, order, { idempotencyKey });
      if (replayed) ctx.responseHeaders.set("idempotency-replayed", "true");
      return topup;
    }),

  topups: memberProcedure("bill.read")
    .meta({ rest: { method: "GET", path: "/wallet/topups", summary: "Top-ups, newest first", tag } })
    .input(z.object({ limit, cursor }))
    .output(z.object({ topups: z.array(topupView), nextCursor }))
    .query(({ ctx, input }) => listTopups(ctx.scope, input)),

  topup: memberProcedure("bill.read")
    .meta({ rest: { method: "GET", path: "/wallet/topups/{topupId}", summary: "A top-up", tag } })
    .input(z.object({ topupId: anId }))
    .output(topupView)
    .query(({ ctx, input }) => getTopup(ctx.scope, input.topupId)),

  autoTopup: memberProcedure("bill.read")
    .output(autoTopupView.nullable())
    .query(({ ctx }) => findAutoTopup(ctx.scope)),

  setAutoTopup: memberProcedure("wallet.topup")
    .input(z.object({ threshold: usd, amount: usd, enabled: z.boolean() }))
    .mutation(({ ctx, input: { threshold, amount, enabled } }) =>
      setAutoTopup(ctx.scope, {
        threshold: parseUsd(threshold, "threshold"),
        amount: parseUsd(amount, "amount"),
        enabled,
      }),
    ),
});
