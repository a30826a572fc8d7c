import { startWorker, type Worker } from "#hiring";
import { runProcess } from "./process";

let worker: Worker | null = null;

runProcess({
  name: "worker",
  start: async () => {
    worker = await startWorker();
  },
  drain: async () => worker?.drain(),
});
