import { and, asc, eq, gt, sql } from "drizzle-orm";
import { agents, agentVersions, crewMembers } from "#drizzle/schema/index";
import type { Tx } from "#platform";
import type { CrewMember } from "#runtime";
import type { RunRow } from "../run-changes";
import { MAX_DEPTH } from "./rules";

/** Whom a run may employ, in the order of the hire: none unless its job has a crew and someone may stand below it. */
export async function readCrew(
  tx: Tx,
  { jobId, depth }: Pick<RunRow, "jobId" | "depth">,
): Promise<(CrewMember & { readonly versionId: string })[]> {
  if (depth >= MAX_DEPTH) return [];
  const { agentVersionId: versionId, position } = crewMembers;
  const { name, role } = agentVersions;
  return tx
    .select({ versionId, slug: agents.slug, name, role, places: sql<number>`count(*)::int` })
    .from(crewMembers)
    .innerJoin(agentVersions, eq(agentVersions.id, versionId))
    .innerJoin(agents, eq(agents.id, agentVersions.agentId))
    .where(and(eq(crewMembers.jobId, jobId), gt(position, 0)))
    .groupBy(versionId, agents.slug, name, role)
    .orderBy(asc(sql`min(${position})`));
}
