import { z } from "zod";
import { listPricedModels } from "#catalogue";
import { getProviderStanding, setRateLimit } from "#hiring";
import { operatorProcedure, router } from "../trpc";

/** How the agency stands with its providers, for its staff. */
export const rateLimitsRouter = router({
  standing: operatorProcedure.query(async () => {
    const { limits, coolDowns, waiting } = await getProviderStanding();
    return {
      limits: limits.map(({ tokensPerMinute, used, setAt, ...limit }) => ({
        ...limit,
        tokensPerMinute: tokensPerMinute?.toString() ?? null,
        used: { requests: used.requests, tokens: used.tokens.toString() },
        setAt: setAt.toISOString(),
      })),
      coolDowns: coolDowns.map(({ until, ...coolDown }) => ({ ...coolDown, until: until.toISOString() })),
      waiting,
    };
  }),

  /** What a limit can be set on. */
  models: operatorProcedure.query(() => listPricedModels()),

  set: operatorProcedure
    .input(
      z.object({
        provider: z.string().min(1).max(100),
        modelId: z.uuid().nullable(),
        requestsPerMinute: z.number().nullable(),
        tokensPerMinute: z.number().nullable(),
      }),
    )
    .mutation(({ ctx, input: { provider, modelId, requestsPerMinute, tokensPerMinute } }) =>
      setRateLimit(
        ctx.operator,
        { provider, modelId },
        { requestsPerMinute, tokensPerMinute: wholeTokens(tokensPerMinute) },
      ),
    ),
});

/** What is no whole number is out of range for the command, too. */
const wholeTokens = (tokens: number | null): bigint | null =>
  tokens === null ? null : Number.isInteger(tokens) ? BigInt(tokens) : 0n;
