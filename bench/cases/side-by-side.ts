import { allEnded, type BenchAgency, hireOne, withWorker } from "../agency";
import { ms, type Row, spreadOf } from "../figures";

const STEPS = 4;
const LATENCY_MS = 300;
const ROUNDS = 4;

/** Three hires at once beside a single one, with a model that takes its time: from the hire until all have delivered. */
export const benchSideBySide = (agency: BenchAgency): Promise<Row[]> =>
  withWorker(agency, { steps: STEPS, latencyMs: LATENCY_MS }, async () => {
    const alone: number[] = [];
    const three: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const [one, all] = [await timeOf(agency, 1), await timeOf(agency, 3)];
      if (round === 0) continue;
      alone.push(one);
      three.push(all);
    }
    const [single, triple] = [spreadOf(alone).p50, spreadOf(three).p50];
    return [
      { what: `one hire, ${STEPS + 1} steps, ${LATENCY_MS} ms model`, figures: [`p50 ${ms(single)}`] },
      { what: "three such hires at once", figures: [`p50 ${ms(triple)}`, `× ${(triple / single).toFixed(2)}`] },
    ];
  });

async function timeOf(agency: BenchAgency, hires: number): Promise<number> {
  const startedAt = performance.now();
  await allEnded(await Promise.all(Array.from({ length: hires }, () => hireOne(agency))));
  return performance.now() - startedAt;
}
