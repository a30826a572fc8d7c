import { z } from "zod";
import { getHistory, rosterFilter } from "#catalogue";
import { getRosterAgent, listRoster } from "#hiring";
import { nextCursor } from "../inputs";
import { pageOfWhole, paginate } from "../paginate";
import { publicProcedure, router } from "../trpc";
import { agentView, historyView } from "../views";

const tag = "Agents";

export const rosterRouter = router({
  list: publicProcedure
    .meta({ rest: { method: "GET", path: "/agents", summary: "The roster", tag } })
    .input(
      rosterFilter
        .omit({ search: true })
        .extend({ q: rosterFilter.shape.search.describe("Words to look for"), ...pageOfWhole }),
    )
    .output(z.object({ agents: z.array(agentView), nextCursor }))
    .query(async ({ input: { q, limit, cursor, ...filter } }) => {
      const { page: agents, nextCursor } = paginate(await listRoster({ ...filter, search: q }), { limit, cursor });
      return { agents, nextCursor };
    }),

  get: publicProcedure
    .meta({ rest: { method: "GET", path: "/agents/{slug}", summary: "An agent", tag } })
    .input(z.object({ slug: z.string().min(1).max(63) }))
    .output(agentView)
    .query(({ input }) => getRosterAgent(input.slug)),

  history: publicProcedure
    .meta({ rest: { method: "GET", path: "/agents/{slug}/versions", summary: "What became of an agent", tag } })
    .input(z.object({ slug: z.string().min(1).max(63) }))
    .output(historyView)
    .query(async ({ input }) => {
      const { skills, versions } = await getHistory(input.slug);
      return { skills, versions: versions.map(({ createdAt, ...rest }) => ({ ...rest, at: createdAt.toISOString() })) };
    }),
});
