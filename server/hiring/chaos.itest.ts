import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type ChaosOrder, runChaos } from "../../e2e/fixtures/chaos/suite";
import { restartableDatabase } from "../../e2e/fixtures/database";
import { buildWorker, type WorkerBuild } from "../../e2e/fixtures/worker";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const database = restartableDatabase();
let build: WorkerBuild;

beforeAll(async () => {
  build = await buildWorker();
});
afterAll(() => build.remove());

/** `npm run prove -- chaos`, shortened. */
it("runs end right and are paid once, whatever dies, restarts and fails meanwhile", async () => {
  const order: ChaosOrder = {
    ...{ runs: 12, steps: 5, workers: 2, seed: 4, latencyMs: 50 },
    ...{ kills: { times: 4 }, restarts: ["immediate"], failing: 0.1, patienceMs: 240_000 },
    program: build.program,
  };
  const report = await runChaos(database(), order);
  expect(report).toMatchObject({ kills: 4, restarts: 1, charged: 60, entries: 12 * 1 });
  expect(report.failedCalls).toBeGreaterThan(0);
});
