import { z } from "zod";
import { archiveProject, createProject, listProjects, projectOrder, projectView, renameProject } from "#billing";
import { anId } from "../inputs";
import { memberProcedure, router } from "../trpc";

const tag = "Budgets";

export const projectsRouter = router({
  list: memberProcedure("job.read")
    .meta({ rest: { method: "GET", path: "/projects", summary: "The organization's projects by name", tag } })
    .output(z.object({ projects: z.array(projectView), nextCursor: z.null() }))
    .query(async ({ ctx }) => ({ projects: await listProjects(ctx.scope), nextCursor: null })),

  create: memberProcedure("budget.manage")
    .meta({ rest: { method: "POST", path: "/projects", status: 201, summary: "Open a project for jobs", tag } })
    .input(projectOrder)
    .output(projectView)
    .mutation(({ ctx, input }) => createProject(ctx.scope, input)),

  rename: memberProcedure("budget.manage")
    .meta({
      rest: {
        method: "POST",
        path: "/projects/{projectId}",
        summary: "Give a project another name and cost centre",
        tag,
      },
    })
    .input(projectOrder.extend({ projectId: anId }))
    .output(projectView)
    .mutation(({ ctx, input: { projectId, ...order } }) => renameProject(ctx.scope, projectId, order)),

  archive: memberProcedure("budget.manage")
    .meta({
      rest: { method: "POST", path: "/projects/{projectId}/archive", summary: "Close a project for new jobs", tag },
    })
    .input(z.object({ projectId: anId }))
    .output(projectView)
    .mutation(({ ctx, input }) => archiveProject(ctx.scope, input.projectId)),
});
