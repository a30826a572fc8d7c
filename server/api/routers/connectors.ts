import { z } from "zod";
import {
  attachConnector,
  beginSignIn,
  changeConnector,
  connectorChanges,
  connectorOrder,
  connectorView,
  finishSignIn,
  getConnector,
  listConnectors,
  listPrograms,
  lookView,
  programView,
  removeConnector,
  setToolPermissions,
  testConnector,
  toolPermissions,
} from "#connectors";
import { tellConnectorNews } from "#hiring";
import { systemClock } from "#kernel";
import { nextCursor } from "../inputs";
import { pageOfWhole, paginate } from "../paginate";
import { memberProcedure, router } from "../trpc";

const tag = "Connectors";
const one = z.object({ slug: z.string().min(1).max(63) });

/** Servers take their time, but nobody waits for ever. */
const LOOK_MS = 45_000;
const ports = () => ({ tell: tellConnectorNews, signal: AbortSignal.timeout(LOOK_MS), clock: systemClock });

export const connectorsRouter = router({
  list: memberProcedure("job.read")
    .meta({ rest: { method: "GET", path: "/connectors", summary: "MCP servers that agents may use", tag } })
    .input(z.object(pageOfWhole))
    .output(z.object({ connectors: z.array(connectorView), nextCursor }))
    .query(async ({ ctx, input }) => {
      const { page: connectors, nextCursor } = paginate(await listConnectors(ctx.scope), input);
      return { connectors, nextCursor };
    }),

  get: memberProcedure("job.read")
    .meta({ rest: { method: "GET", path: "/connectors/{slug}", summary: "One, with its tools", tag } })
    .input(one)
    .output(connectorView)
    .query(({ ctx, input }) => getConnector(ctx.scope, input.slug)),

  programs: memberProcedure("connector.manage")
    .meta({
      rest: { method: "GET", path: "/connector-programs", summary: "What the agency itself offers to attach", tag },
    })
    .output(z.object({ programs: z.array(programView), nextCursor: z.null() }))
    .query(async ({ ctx }) => ({ programs: await listPrograms(ctx.scope), nextCursor: null })),

  attach: memberProcedure("connector.manage")
    .meta({ rest: { method: "POST", path: "/connectors", status: 201, summary: "Attach an MCP server", tag } })
    .input(connectorOrder)
    .output(lookView)
    .mutation(({ ctx, input }) => attachConnector(ctx.scope, input, ports())),

  change: memberProcedure("connector.manage")
    .meta({
      rest: {
        method: "POST",
        path: "/connectors/{slug}/change",
        summary: "Rename it, or replace what is sent to it",
        tag,
      },
    })
    .input(one.extend(connectorChanges.shape))
    .output(connectorView)
    .mutation(({ ctx, input: { slug, ...changes } }) => changeConnector(ctx.scope, slug, changes)),

  test: memberProcedure("connector.manage")
    .meta({ rest: { method: "POST", path: "/connectors/{slug}/test", summary: "Ask it for its tools now", tag } })
    .input(one)
    .output(lookView)
    .mutation(({ ctx, input }) => testConnector(ctx.scope, input.slug, ports())),

  setPermissions: memberProcedure("connector.manage")
    .meta({
      rest: {
        method: "POST",
        path: "/connectors/{slug}/permissions",
        summary: "Say what agents may do with its tools",
        tag,
      },
    })
    .input(one.extend({ permissions: toolPermissions }))
    .output(connectorView)
    .mutation(({ ctx, input }) => setToolPermissions(ctx.scope, input.slug, input.permissions)),

  remove: memberProcedure("connector.manage")
    .meta({
      rest: { method: "POST", path: "/connectors/{slug}/remove", summary: "Take it away, with its secrets", tag },
    })
    .input(one)
    .output(z.object({ removed: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      await removeConnector(ctx.scope, input.slug);
      return { removed: true as const };
    }),

  /** A person's browser has to go there, so it is not for REST. */
  signIn: memberProcedure("connector.manage")
    .input(one)
    .output(z.object({ url: z.string() }))
    .mutation(({ ctx, input }) => beginSignIn(ctx.scope, input.slug)),

  finishSignIn: memberProcedure("connector.manage")
    .input(
      z.object({
        state: z.string().min(1).max(500),
        code: z.string().min(1).max(4_000).optional(),
        issuer: z.string().max(2_000).optional(),
        error: z.string().max(500).optional(),
      }),
    )
    .output(z.object({ slug: z.string() }))
    .mutation(async ({ ctx, input }) => ({ slug: await finishSignIn(ctx.scope, input, ports()) })),
});
