import { z } from "zod";
import { listPrices } from "#catalogue";
import { systemClock } from "#kernel";
import { nextCursor } from "../inputs";
import { pageOfWhole, paginate } from "../paginate";
import { publicProcedure, router } from "../trpc";
import { priceView } from "../views";

export const pricesRouter = router({
  list: publicProcedure
    .meta({ rest: { method: "GET", path: "/prices", summary: "The price list in force", tag: "Agents" } })
    .input(z.object(pageOfWhole))
    .output(z.object({ prices: z.array(priceView), nextCursor }))
    .query(async ({ input }) => {
      const { page: prices, nextCursor } = paginate(await listPrices(systemClock.now()), input);
      return { prices, nextCursor };
    }),
});
