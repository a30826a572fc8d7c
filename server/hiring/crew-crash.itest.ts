import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { chaosAgency } from "../../e2e/fixtures/chaos";
import { crewScript } from "../../e2e/fixtures/model-server";

const agency = chaosAgency();

it("a crew outlives its workers, whatever they were at: each task is given once, answered once and paid once", async () => {
  agency.follow(crewScript(3, 2, { latencyMs: 150 }));
  const agents = ["project-manager", "data-analyst", "data-analyst", "data-analyst"];
  const job = await agency.hire({ agents, mode: "crew", budget: "50.00" });
  let calls = 0;
  for (const pause of [50, 400, 250]) {
    // On a machine that is short of time it may be done before we are.
    if ((await job.view()).endedAt !== null) break;
    const worker = await agency.startWorker();
    await job.calls(calls + 1);
    await delay(pause);
    await worker.end("SIGKILL");
    calls = await job.calls(0);
  }

  await agency.startWorker();
  const { runs } = await job.end();
  expect(runs.map(({ depth, status, steps }) => `${depth} ${status} ${steps}`)).toEqual([
    "0 delivered 2",
    ...Array(3).fill("1 delivered 3"),
  ]);
  const bill = await job.bill();
  expect(bill.charged).toBe(11);
  expect(bill.calls).toBeLessThanOrEqual(bill.charged + bill.lost.length);
  const { rows } = await agency.owner.query(
    "select count(*)::int as answers from events where type = 'tool.finished' and data ->> 'name' = 'delegate'",
  );
  expect(rows).toEqual([{ answers: 3 }]);
});
