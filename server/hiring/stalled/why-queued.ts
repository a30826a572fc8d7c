import { and, eq, gt, sql } from "drizzle-orm";
import { agentVersions, coolDowns, models } from "#drizzle/schema/index";
import type { BackoffCause } from "#kernel";
import type { Tx } from "#platform";
import { countWorkers } from "../alive-workers";
import { seatsLeft } from "../dispatch/dispatch";
import type { RunRow } from "../run-changes";

/** For whom a run waits, why, and until when. */
type Awaited = { readonly whom: string; readonly cause: BackoffCause; readonly until: Date };

const CAUSES: Record<BackoffCause, (whom: string) => string> = {
  rate_limited: (whom) => `${whom} has asked the agency to slow down`,
  outage: (whom) => `${whom} cannot be reached`,
  limit: (whom) => `The agency's own limit for ${whom} is used up for the moment`,
};

/** Why nobody has taken a queued run, for its client. It always goes on by itself. */
export async function whyQueued(tx: Tx, run: RunRow, now: Date): Promise<string> {
  const own = ownBackoff(run, now);
  const cold = await findCoolDown(tx, run, now);
  const awaited = own && cold && own.until > cold.until ? own : (cold ?? own);
  if (awaited) {
    return `${CAUSES[awaited.cause](awaited.whom)}; it is tried again by itself at ${minuteOf(awaited.until)}.`;
  }
  if ((await countWorkers(tx)) === 0) {
    return "No worker of the agency is running. It goes on by itself as soon as one does.";
  }
  if (run.admittedAt === null && (await seatsLeft(tx, run.pool)) <= 0) {
    return `All seats for ${run.pool} are taken by other runs. It goes on as soon as one is free.`;
  }
  return "Its turn has come, but no worker has taken it yet: they are busy. It goes on as soon as one has time.";
}

/** What it gave its seat back for: a provider that was busy, out of reach, or beyond the agency's limit. */
function ownBackoff({ notBefore, backoffCause: cause, awaitedProvider: whom }: RunRow, now: Date): Awaited | null {
  return notBefore && cause && whom && notBefore > now ? { whom, cause, until: notBefore } : null;
}

/** Its model is left alone, so dispatch gives it no seat; one in another pool is about to call its verifier. */
async function findCoolDown(tx: Tx, { agentVersionId, pool }: RunRow, now: Date): Promise<Awaited | null> {
  const [found] = await tx
    .select({
      whom: sql<string>`${models.name} || ' (' || ${models.provider} || ')'`,
      cause: coolDowns.cause,
      until: coolDowns.until,
    })
    .from(coolDowns)
    .innerJoin(models, and(eq(models.id, coolDowns.modelId), eq(models.provider, pool)))
    .innerJoin(agentVersions, eq(agentVersions.modelId, models.id))
    .where(and(eq(agentVersions.id, agentVersionId), gt(coolDowns.until, now)));
  return found ?? null;
}

/** "2026-11-23 21:35 UTC", rounded up: it is not tried before. */
const minuteOf = (at: Date): string =>
  `${new Date(Math.ceil(at.getTime() / 60_000) * 60_000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
