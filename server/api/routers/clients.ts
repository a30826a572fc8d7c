import { z } from "zod";
import { grantPromotion, recordBankTransfer, setCreditLimit } from "#billing";
import { getClient, listClients } from "#desk";
import { parseUsd, systemClock } from "#kernel";
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
  owed: usd,
});

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
        expiresAt: z.iso.datetime("Enter a day, or leave it empty for credit that never expires.").nullable(),
        idempotencyKey: z.string().min(1).max(255),
      }),
    )
    .mutation(({ ctx, input: { orgId, name, amount, expiresAt, idempotencyKey } }) =>
      grantPromotion(
        ctx.operator,
        {
          orgId,
          name,
          amount: parseUsd(amount),
          expiresAt: expiresAt === null ? null : new Date(expiresAt),
          cause: idempotencyKey,
        },
        { clock: systemClock },
      ),
    ),

  setCreditLimit: operatorProcedure
    .input(z.object({ orgId: z.uuid(), limit: usd }))
    .mutation(({ ctx, input: { orgId, limit } }) => setCreditLimit(ctx.operator, orgId, parseUsd(limit, "limit"))),
});
