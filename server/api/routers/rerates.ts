import { z } from "zod";
import { beginRerate, latestEnd, leaveOutOfRerate, listRerates, previewRerate, retryRerate } from "#billing";
import { tellRerated } from "#hiring";
import { formatUsd, InvalidInput, systemClock } from "#kernel";
import { anId } from "../inputs";
import { operatorProcedure, router } from "../trpc";

const day = z.string().describe("A day like 2026-11-01, UTC");

const question = z.object({
  rateCardId: anId.describe("The card that should have held"),
  from: day,
  to: day.describe("The last day, included; today: up to now"),
  modelId: anId.nullable().describe("Null: of all models"),
  orgId: anId.nullable().describe("Null: of all organizations"),
});

const part = z.object({ rerateId: anId, orgId: anId });

const DAY_MS = 86_400_000;

/** A day's beginning. @throws InvalidInput naming the field */
function startOf(text: string, field: "from" | "to"): Date {
  const start = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(start.getTime())) {
    throw new InvalidInput(field, "Enter a day like 2026-11-01.");
  }
  return start;
}

/** Calls of a day that has not ended are those up to now. */
function toScope({ from, to, ...rest }: z.infer<typeof question>, now: Date) {
  const end = new Date(startOf(to, "to").getTime() + DAY_MS);
  const isToday = end > now && end.getTime() - now.getTime() <= DAY_MS;
  return { ...rest, from: startOf(from, "from"), to: isToday ? latestEnd(now) : end };
}

/** Re-rating what was charged in a period, for the staff of the agency. */
export const reratesRouter = router({
  preview: operatorProcedure.input(question).query(async ({ input }) => {
    const { usages, wallets } = await previewRerate(toScope(input, systemClock.now()), { clock: systemClock });
    return {
      usages: usages.map(({ charged, repriced, difference, ...usage }) => ({
        ...usage,
        charged: formatUsd(charged),
        repriced: formatUsd(repriced),
        difference: formatUsd(difference),
      })),
      wallets: wallets.map(({ orgId, difference, free, short }) => ({
        orgId,
        difference: formatUsd(difference),
        free: formatUsd(free),
        short: formatUsd(short),
      })),
    };
  }),

  /** What follows from it is posted by the workers. */
  begin: operatorProcedure.input(question.extend({ reason: z.string() })).mutation(async ({ ctx, input }) => {
    const { reason, ...asked } = input;
    const order = { ...toScope(asked, systemClock.now()), reason };
    return { id: await beginRerate(ctx.operator, order, { clock: systemClock }) };
  }),

  list: operatorProcedure.query(() => listRerates()),

  /** Has a client's part that failed tried again at once. */
  retry: operatorProcedure.input(part).mutation(({ ctx, input }) => retryRerate(ctx.operator, input)),

  /** Leaves what is left of a client's calls as it was charged. */
  leaveOut: operatorProcedure
    .input(part.extend({ reason: z.string() }))
    .mutation(({ ctx, input }) => leaveOutOfRerate(ctx.operator, input, { tell: tellRerated })),
});
