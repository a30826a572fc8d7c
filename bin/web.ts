import { createServer } from "node:http";
import next from "next";
import { watchStalled } from "#hiring";
import { env } from "#platform";
import { runProcess } from "../workers/process";

const { HOST, PORT, NODE_ENV } = env();
const server = createServer();
let stopWatching: (() => Promise<void>) | null = null;

/** The web: Next with its own server, so that it ends with its supervisor and does not wait for viewers that never hang up. */
runProcess({
  name: "web",
  async start() {
    const app = next({
      dev: NODE_ENV === "development",
      dir: process.cwd(),
      hostname: HOST,
      port: PORT,
      httpServer: server,
    });
    await app.prepare();
    const answer = app.getRequestHandler();
    server.on("request", (request, response) => void answer(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(PORT, HOST, resolve);
    });
    stopWatching = watchStalled();
  },
  async drain() {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    // A request may finish; a live view would stay for ever, and comes back to the next process by itself.
    const impatience = setTimeout(() => server.closeAllConnections(), 1_000);
    await Promise.all([closed, stopWatching?.()]);
    clearTimeout(impatience);
  },
  graceMs: 2_500,
});
