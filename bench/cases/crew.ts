import { hire, jobOrder } from "#hiring";
import { allEnded, type BenchAgency, hireOne, withWorker } from "../agency";
import { ms, type Row, spreadOf } from "../figures";

const TASKS = 8;
const STEPS = 4;
const LATENCY_MS = 300;
const ROUNDS = 3;

/**
 * A manager with eight specialists beside the same eight tasks one after the other, with a model that takes its time: from
 * the hire until all is delivered, the manager's own two steps included.
 */
export const benchCrew = (agency: BenchAgency): Promise<Row[]> =>
  withWorker(agency, { steps: STEPS, latencyMs: LATENCY_MS, tasks: TASKS }, async () => {
    const crew: number[] = [];
    const inTurn: number[] = [];
    await timeOf(() => hireCrew(agency));
    for (let round = 0; round < ROUNDS; round++) {
      crew.push(await timeOf(() => hireCrew(agency)));
      let sum = 0;
      for (let task = 0; task < TASKS; task++) sum += await timeOf(() => hireOne(agency));
      inTurn.push(sum);
    }
    const [together, apart] = [spreadOf(crew).p50, spreadOf(inTurn).p50];
    return [
      { what: `${TASKS} tasks of ${STEPS + 1} steps, ${LATENCY_MS} ms model, in turn`, figures: [`p50 ${ms(apart)}`] },
      {
        what: `a manager and ${TASKS} specialists, the same tasks`,
        figures: [`p50 ${ms(together)}`, `× ${(together / apart).toFixed(2)}`],
      },
    ];
  });

async function timeOf(post: () => Promise<string>): Promise<number> {
  const startedAt = performance.now();
  await allEnded([await post()]);
  return performance.now() - startedAt;
}

async function hireCrew({ scope }: BenchAgency): Promise<string> {
  const agents = ["project-manager", ...Array.from({ length: TASKS }, () => "data-analyst")];
  const order = { title: "Bench", brief: "List the files.", agents, mode: "crew", budget: "10.00" };
  return (await hire(scope, jobOrder.parse(order))).job.id;
}
