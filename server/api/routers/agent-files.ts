import { z } from "zod";
import {
  getVersionLines,
  type ImportedAgent,
  importAgents,
  listEditions,
  planImport,
  readFolders,
  unpackZip,
} from "#catalogue";
import type { Context } from "../context";
import { operatorProcedure, router } from "../trpc";

/** Folders of agents, as a zip: one format for what was zipped and for what the browser packed. */
const upload = z.object({
  name: z.string().max(200).describe("Of the folder or the zip file, without extension"),
  zip: z.base64("is no base64.").min(1, "is empty."),
});

const readUpload = ({ name, zip }: z.infer<typeof upload>) => readFolders(name, unpackZip(Buffer.from(zip, "base64")));

/** Imports are for the organization that the member of staff is in: it lists what is new. */
const importerOf = ({
  scope,
  operator,
}: Pick<Context, "scope"> & { readonly operator: { readonly label: string } }) => {
  if (!scope) throw new Error("staff without a scope");
  return { orgId: scope.orgId, label: operator.label };
};

const view = ({ changes, ...agent }: ImportedAgent) => ({ ...agent, changes: [...changes] });

/** Agents as files, for the staff of the agency. */
export const agentFilesRouter = router({
  list: operatorProcedure.query(async () =>
    (await listEditions()).map(({ createdAt, ...agent }) => ({ ...agent, at: createdAt.toISOString() })),
  ),

  /** What an import would do. Nothing is changed. */
  plan: operatorProcedure.input(upload).mutation(async ({ ctx, input }) => {
    const { agents, problems } = await planImport(importerOf(ctx), readUpload(input));
    return { agents: agents.map(view), problems: [...problems] };
  }),

  import: operatorProcedure
    .input(upload)
    .mutation(async ({ ctx, input }) => (await importAgents(importerOf(ctx), readUpload(input))).map(view)),

  /** What a version changed, line by line. */
  lines: operatorProcedure
    .input(z.object({ slug: z.string().max(63), version: z.number().int().min(1) }))
    .query(({ input }) => getVersionLines(input.slug, input.version)),
});
