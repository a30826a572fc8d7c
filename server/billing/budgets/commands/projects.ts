import { eq, sql } from "drizzle-orm";
import { projects } from "#drizzle/schema/index";
import { Conflict, InvalidInput, isId, NotFound, newId, type OrgScope } from "#kernel";
import { recordAudit, sqlState, type Tx, withOrg } from "#platform";
import { toProjectView } from "../queries/list-projects";
import type { ProjectOrder, ProjectView } from "../schema";

type ProjectRow = typeof projects.$inferSelect;

const valuesOf = ({ name, costCentre }: ProjectOrder) => ({ name, costCentre: costCentre || null });

/** Opens a project, for jobs to be posted to. @throws Conflict when another has the name */
export function createProject(scope: OrgScope, order: ProjectOrder): Promise<ProjectView> {
  const { orgId } = scope;
  return write(scope, "project.created", order.name, (tx) =>
    tx
      .insert(projects)
      .values({ id: newId(), orgId, ...valuesOf(order) })
      .returning(),
  );
}

/** Gives a project another name and cost centre. @throws NotFound | Conflict when another has the name */
export function renameProject(scope: OrgScope, projectId: string, order: ProjectOrder): Promise<ProjectView> {
  return write(scope, "project.renamed", order.name, async (tx) => {
    const { id } = await requireProject(tx, projectId);
    return tx.update(projects).set(valuesOf(order)).where(eq(projects.id, id)).returning();
  });
}

/** Closes a project for new jobs; those posted go on, and so does its budget. Twice changes nothing. @throws NotFound */
export function archiveProject(scope: OrgScope, projectId: string): Promise<ProjectView> {
  return write(scope, "project.archived", projectId, async (tx) => {
    const { id } = await requireProject(tx, projectId);
    return tx
      .update(projects)
      .set({ archivedAt: sql`coalesce(${projects.archivedAt}, now())` })
      .where(eq(projects.id, id))
      .returning();
  });
}

async function requireProject(tx: Tx, projectId: string): Promise<ProjectRow> {
  const [row] = isId(projectId) ? await tx.select().from(projects).where(eq(projects.id, projectId)).for("update") : [];
  if (!row) throw new NotFound("project", projectId);
  return row;
}

/** The project that a job is to be posted to. @throws InvalidInput when there is none such here, or it is archived */
export async function requireOpenProject(tx: Tx, projectId: string): Promise<void> {
  const [row] = isId(projectId) ? await tx.select().from(projects).where(eq(projects.id, projectId)) : [];
  if (!row) throw new InvalidInput("projectId", `There is no project "${projectId.slice(0, 80)}" here.`);
  if (row.archivedAt) throw new InvalidInput("projectId", `The project “${row.name}” is archived. Choose another.`);
}

const UNIQUE_VIOLATION = "23505";

async function write(
  scope: OrgScope,
  action: string,
  name: string,
  change: (tx: Tx) => Promise<ProjectRow[]>,
): Promise<ProjectView> {
  const { orgId, actor } = scope;
  try {
    return await withOrg(scope, async (tx) => {
      const [row] = await change(tx);
      if (!row) throw new NotFound("project", name);
      const data = { projectId: row.id, name: row.name, costCentre: row.costCentre };
      await recordAudit(tx, { orgId, actor: actor.label, action, data });
      return toProjectView(row);
    });
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
    throw new Conflict(`There is a project “${name}” already. Choose another name.`, { field: "name" });
  }
}
