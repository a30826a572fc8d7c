import { setTimeout as delay } from "node:timers/promises";
import { allEnded, type BenchAgency, hireOne, momentsOf, withWorker } from "../agency";
import { type Row, spreadOf, spreadRow } from "../figures";

const HIRES = 60;
const WARM_UP = 5;

/** From calling `hire` until the worker's first event, `run.started`, can be read. */
export const benchHire = (agency: BenchAgency): Promise<Row[]> =>
  withWorker(agency, { steps: 0 }, async () => {
    const times: number[] = [];
    for (let hire = 0; hire < HIRES + WARM_UP; hire++) {
      const startedAt = performance.now();
      const jobId = await hireOne(agency);
      while (!(await momentsOf(jobId)).some(({ type }) => type === "run.started")) await delay(1);
      times.push(performance.now() - startedAt);
      await allEnded([jobId]);
    }
    return [spreadRow("hire to the worker's first event", spreadOf(times.slice(WARM_UP)))];
  });
