import { allEnded, type BenchAgency, hireOne, momentsOf, NOW_AND_THEN_MS, withWorker } from "../agency";
import type { Row } from "../figures";

const STEPS = 20;
const RUNS = [1, 8, 32];

/** Settled steps a second of one worker with an instant model, by the number of runs side by side. */
export const benchParallel = (agency: BenchAgency): Promise<Row[]> =>
  withWorker(agency, { steps: STEPS }, async () => {
    await stepsPerSecond(agency, 1);
    const rows: Row[] = [];
    let alone = Number.NaN;
    for (const runs of RUNS) {
      const rate = await stepsPerSecond(agency, runs);
      if (runs === 1) alone = rate;
      const what = runs === 1 ? "steps per second, one run" : `steps per second, ${runs} runs side by side`;
      rows.push({ what, figures: [rate.toFixed(0), `× ${(rate / alone).toFixed(2)}`] });
    }
    return rows;
  });

async function stepsPerSecond(agency: BenchAgency, runs: number): Promise<number> {
  const jobIds = await Promise.all(Array.from({ length: runs }, () => hireOne(agency)));
  await allEnded(jobIds, NOW_AND_THEN_MS);
  const moments = (await Promise.all(jobIds.map(momentsOf))).flat();
  const settled = moments.filter(({ type }) => type === "step.settled");
  const from = Math.min(...moments.filter(({ type }) => type === "run.started").map(({ at }) => at));
  const to = Math.max(...settled.map(({ at }) => at));
  return (settled.length / (to - from)) * 1_000;
}
