import { asc } from "drizzle-orm";
import { projects } from "#drizzle/schema/index";
import type { OrgScope } from "#kernel";
import { withOrg } from "#platform";
import type { ProjectView } from "../schema";

/** As clients see it; its times in ISO 8601. */
export const toProjectView = (row: typeof projects.$inferSelect): ProjectView => ({
  id: row.id,
  name: row.name,
  costCentre: row.costCentre,
  createdAt: row.createdAt.toISOString(),
  archivedAt: row.archivedAt?.toISOString() ?? null,
});

/** All of the organization's projects by name, archived ones too. */
export const listProjects = (scope: OrgScope): Promise<ProjectView[]> =>
  withOrg(scope, async (tx) => (await tx.select().from(projects).orderBy(asc(projects.name))).map(toProjectView));
