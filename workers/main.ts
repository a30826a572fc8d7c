import { runProcess } from "./process";

runProcess({
  name: "worker",
  start: async () => undefined,
  drain: async () => undefined,
});
