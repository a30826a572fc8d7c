import { z } from "zod";

const word = z.string().trim().max(200, "Keep a filter to 200 characters.");

/** How the roster is narrowed. All given parts must fit. Strings only: REST shares it. */
export const rosterFilter = z.object({
  /** Words, each found in the name, role, pitch, skills or model. */
  search: word.optional(),
  skill: word.optional(),
  tool: word.optional(),
  provider: word.optional(),
  duty: z.enum(["on", "off"]).optional(),
});
export type RosterFilter = z.infer<typeof rosterFilter>;
