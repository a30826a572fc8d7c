import { dispatch } from "#hiring";
import { withOrg } from "#platform";
import { postHire } from "#server/hiring/commands/hire";
import { allEnded, type BenchAgency, momentsOf, NOW_AND_THEN_MS, ONE_ANALYST } from "../../agency";
import type { Result } from "./contest";

/** Posts so many jobs in one transaction, so that no hire is in the way of a run. From the first claim to the last delivery. */
export async function raceAgency({ scope }: BenchAgency, runs: number): Promise<Result> {
  const jobIds = await withOrg(scope, async (tx) => {
    const posted: string[] = [];
    for (let run = 0; run < runs; run++) posted.push(await postHire(tx, scope, ONE_ANALYST));
    return posted;
  });
  await dispatch();
  await allEnded(jobIds, NOW_AND_THEN_MS);
  const moments = (await Promise.all(jobIds.map(momentsOf))).flat();
  const timesOf = (type: string) => moments.filter((moment) => moment.type === type).map(({ at }) => at);
  return {
    steps: timesOf("step.settled").length,
    ms: Math.max(...timesOf("run.delivered")) - Math.min(...timesOf("run.started")),
  };
}
