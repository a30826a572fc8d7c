import { initTRPC, TRPCError } from "@trpc/server";
import type { Permission } from "#identity";
import type { Context } from "./context";
import { describeFailure, domainErrorIn, FAILURES } from "./error-map";
import { requireMember } from "./require-member";
import { requireOperator } from "./require-operator";
import type { RestMeta } from "./rest/route";
import { requireStorable } from "./storable-input";

/** What a procedure says about itself, for the doors. */
export type Meta = {
  /** How REST reaches it; absent: over tRPC only. */
  readonly rest?: RestMeta;
  /** What its caller must be allowed to do; absent: anyone. */
  readonly permission?: Permission;
};

const HEARTBEAT_MS = 10_000;
const SILENCE_MS = 30_000;

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    // Stacks belong in the log, also while developing.
    isDev: false,
    sse: {
      ping: { enabled: true, intervalMs: HEARTBEAT_MS },
      client: { reconnectAfterInactivityMs: SILENCE_MS },
    },
    errorFormatter({ error, shape, ctx }) {
      const { code, message, details, status, trpc } = describeFailure(error, ctx?.requestId ?? "unknown");
      return { code: shape.code, message, data: { code: trpc, httpStatus: status, error: { code, message, details } } };
    },
  });

export const { router, createCallerFactory } = t;

/** Gives a domain failure the tRPC code, and with it the HTTP status, that the error map says. */
const mapped = t.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const domain = domainErrorIn(result.error);
  if (!domain) return result;
  throw new TRPCError({ code: FAILURES[domain.code].trpc, message: domain.message, cause: domain });
});

const storable = t.middleware(async ({ getRawInput, next }) => {
  requireStorable(await getRawInput());
  return next();
});

/** Anyone may call it, signed in or not. */
export const publicProcedure = t.procedure.use(mapped).use(storable);

/** Only someone who was let into an organization, with a role that holds `permission`. */
export const memberProcedure = (permission: Permission) =>
  publicProcedure
    .meta({ permission })
    .use(({ ctx, next }) => next({ ctx: { ...ctx, scope: requireMember(ctx, permission) } }));

/** Only staff of the installation. */
export const operatorProcedure = publicProcedure.use(async ({ ctx, next }) =>
  next({ ctx: { ...ctx, operator: await requireOperator(ctx) } }),
);
