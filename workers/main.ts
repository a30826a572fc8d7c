import { startWorker, type Worker } from "#hiring";
import { startTelemetry } from "#platform";
import { runProcess } from "./process";

let worker: Worker | null = null;

runProcess({
  name: "worker",
  start: async () => {
    await startTelemetry();
    worker = await startWorker();
  },
  drain: async () => worker?.drain(),
});
