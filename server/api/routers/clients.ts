import { z } from "zod";
import { grantPromotion, recordBankTransfer, setCreditLimit } from "#billing";
import { getClient, listClients } from "#desk";
import { InvalidInput, parseUsd, systemClock } from "#kernel";
import { anId } from "../inputs";
import { operatorProcedure, router } from "../trpc";
import { usd } from "../views/money";

const client = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  balance: usd,
  held: usd,
  available: usd,
  creditLimit: usd,
  promotional: usd,
});

/** Midnight UTC after the last day on which the credit counts. @throws InvalidInput */
function endOf(day: string): Date {
  const start = Date.parse(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(start)) {
    throw new InvalidInput("lastDay", "Enter a day like 2026-12-31, or leave it empty for credit that never expires.");
  }
  return new Date(start + 86_400_000);
}

/** The organizations and their money, for the staff of the agency. */
export const clientsRouter = router({
  list: operatorProcedure
    .input(z.object({ search: z.string().max(100).default("") }))
    .output(z.object({ clients: z.array(client) }))
    .query(async ({ input }) => ({ clients: await listClients(input.search) })),

  get: operatorProcedure
    .input(z.object({ orgId: anId }))
    .output(client)
    .query(({ input }) => getClient(input.orgId)),

  recordTransfer: operatorProcedure
    .input(z.object({ orgId: z.uuid(), amount: usd, reference: z.string() }))
    .mutation(({ ctx, input: { orgId, amount, reference } }) =>
      recordBankTransfer(ctx.operator, { orgId, amount: parseUsd(amount), reference }),
    ),

  grantPromotion: operatorProcedure
    .input(
      z.object({
        orgId: z.uuid(),
        name: z.string(),
        amount: usd,
        lastDay: z.string().nullable().describe("The last day on which it counts, UTC; null: it never expires"),
        idempotencyKey: z.string().min(1).max(255),
      }),
    )
    .mutation(({ ctx, input: { orgId, name, amount, lastDay, idempotencyKey } }) =>
      grantPromotion(
        ctx.operator,
        {
          orgId,
          name,
          amount: parseUsd(amount),
          expiresAt: lastDay === null ? null : endOf(lastDay),
          cause: idempotencyKey,
        },
        { clock: systemClock },
      ),
    ),

  setCreditLimit: operatorProcedure
    .input(z.object({ orgId: z.uuid(), limit: usd }))
    .mutation(({ ctx, input: { orgId, limit } }) => setCreditLimit(ctx.operator, orgId, parseUsd(limit, "limit"))),
});
