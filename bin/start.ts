import { setTimeout as delay } from "node:timers/promises";
import {
  closePlatform,
  type DatabaseUrls,
  databaseEnvironment,
  env,
  pointToDatabase,
  publicUrl,
  reloadEnv,
} from "#platform";
import { loadSettings, publishAgency, RUNNING, startDatabase, withdrawAgency } from "#server/platform/agency";
import { lockHome, prepareHome } from "#server/platform/home";
import { probePort } from "#server/platform/ports";
import { PROJECT_ROOT } from "#server/platform/project";
import { authSecret } from "#server/platform/secrets";
import { buildIfNeeded } from "./build";
import { describeLogins } from "./seeded-logins";
import { Supervised } from "./supervised";

const DEVELOPMENT = process.argv.includes("--dev");
/** How many ports above the usual one are tried when none was asked for. */
const PORTS_TRIED = 20;

/** How long a start under way may take to notice that it is to stop. */
const STARTING_MS = 3_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
// The terminal may be gone before we are.
process.stdout.on("error", () => undefined);
process.stderr.on("error", () => undefined);

/** What has to be undone, last first. */
const undo: (() => void | Promise<void>)[] = [];
const stopping = new AbortController();

async function unwind(): Promise<void> {
  for (let step = undo.pop(); step; step = undo.pop()) {
    try {
      await step();
    } catch (error) {
      say(`While stopping: ${error instanceof Error ? error.message : error}`);
    }
  }
}

async function choosePort(): Promise<void> {
  const { PORT, HOST } = env();
  if (await probePort(PORT, HOST)) return;
  if (process.env.PORT?.trim()) {
    throw new Error(
      `Port ${PORT} on ${HOST} is taken by another program. Stop it, or choose another with PORT=${PORT + 1}`,
    );
  }
  for (let port = PORT + 1; port <= PORT + PORTS_TRIED; port++) {
    if (!(await probePort(port, HOST))) continue;
    say(`Port ${PORT} is taken by another program, so this agency is on ${port}. Set PORT to choose.`);
    process.env.PORT = String(port);
    reloadEnv();
    return;
  }
  throw new Error(`The ports ${PORT} to ${PORT + PORTS_TRIED} on ${HOST} are all taken. Choose another with PORT`);
}

async function seedOnce(urls: DatabaseUrls): Promise<void> {
  pointToDatabase(urls);
  try {
    const { seedAgency } = await import("#desk");
    for (const line of describeLogins(await seedAgency())) say(line);
  } finally {
    await closePlatform();
  }
}

function startProcesses(home: string, urls: DatabaseUrls): void {
  const { PORT, HOST } = env();
  const shared = {
    cwd: PROJECT_ROOT,
    say,
    env: {
      ...process.env,
      ...databaseEnvironment(urls),
      NODE_ENV: DEVELOPMENT ? "development" : "production",
      HIRELING_HOME: home,
      PORT: String(PORT),
      HOST,
      NEXTAUTH_URL: publicUrl(env()),
      NEXTAUTH_SECRET: authSecret(),
    } satisfies NodeJS.ProcessEnv,
  };
  const module = (source: string, bundle: string) =>
    DEVELOPMENT ? ["--import", "tsx", source] : ["--enable-source-maps", bundle];
  const programs = [
    new Supervised({ ...shared, name: "web", args: module("bin/web.ts", "dist/web/main.js"), graceMs: 3_000 }),
    new Supervised({
      ...shared,
      name: "worker",
      args: module("workers/main.ts", "dist/workers/main.js"),
      graceMs: 7_000,
    }),
  ];
  undo.push(async () => {
    await Promise.all(programs.map((program) => program.stop()));
  });
  for (const program of programs) program.start();
  process.on("SIGINT", () => {
    // Pressed once more by someone who does not want to wait.
    if (stopping.signal.aborted) for (const program of programs) program.kill();
  });
}

async function untilReady(url: string): Promise<void> {
  while (!stopping.signal.aborted) {
    const health = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    await health?.body?.cancel();
    if (health?.status === 200) return;
    await delay(100);
  }
}

/** Where this machine reaches the web, whatever people call it. */
function localUrl(): string {
  return publicUrl({ ...env(), NEXTAUTH_URL: undefined });
}

async function start(): Promise<void> {
  loadSettings();
  const home = prepareHome(env().HIRELING_HOME);
  process.env.HIRELING_HOME = home;
  reloadEnv();
  const lock = await lockHome(home, RUNNING);
  undo.push(() => lock.release());
  await choosePort();
  const startedAt = Date.now();

  const database = await startDatabase(home);
  undo.push(() => database.stop());
  if (stopping.signal.aborted) return;
  say(`Database:  ${database.description}`);
  database.keepRunning((line) => say(`Database:  ${line}`));
  await seedOnce(database.urls);
  if (!DEVELOPMENT) {
    await buildIfNeeded(process.env, stopping.signal, () =>
      say("Building the web and the worker (only when something changed) …"),
    );
  }
  if (stopping.signal.aborted) return;

  publishAgency(home, { pid: process.pid, url: localUrl(), database: database.urls });
  undo.push(() => withdrawAgency(home));
  startProcesses(home, database.urls);
  await untilReady(localUrl());
  if (stopping.signal.aborted) return;
  say(
    `The agency is open at ${publicUrl(env())}  (ready in ${((Date.now() - startedAt) / 1000).toFixed(1)} s, data in ${home})`,
  );
}

const starting = start();

function stop(why: string): void {
  if (stopping.signal.aborted) return;
  stopping.abort();
  say(`${why}: finishing what is under way …`);
  // A start under way ends at its next step; what it has begun until then is undone as well.
  void Promise.race([starting.catch(() => undefined), delay(STARTING_MS)])
    .then(unwind)
    .then(() => process.exit(0));
}
for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(name, () => stop(name));

// npm passes a SIGTERM on, but a shell in between may not, and nobody passes a SIGKILL on: then our parent changes.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) {
  setInterval(() => process.ppid !== parent && stop("npm is gone"), 250).unref();
}

starting.catch(async (error: unknown) => {
  if (stopping.signal.aborted) return;
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  await unwind();
  process.exit(1);
});
