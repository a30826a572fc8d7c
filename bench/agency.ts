import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { eq, inArray, isNull, sql } from "drizzle-orm";
import { seedAgency } from "#desk";
import { events, jobs } from "#drizzle/schema/index";
import { hire, type JobOrder, jobOrder } from "#hiring";
import { scopeForCommandLine } from "#identity";
import type { OrgScope } from "#kernel";
import { closePlatform, type DatabaseUrls, pointToDatabase, reloadEnv, withSystem } from "#platform";
import { startDatabase } from "#server/platform/agency";
import { SUPERUSER } from "#server/platform/embedded-postgres/index";
import { prepareHome } from "#server/platform/home";
import { PROJECT_ROOT } from "#server/platform/project";
import { keptSecrets } from "#server/platform/secrets";
import { buildWorker, type WorkerBuild } from "../e2e/fixtures/worker";
import { BRIEF } from "./bare-conversation";

export type BenchAgency = {
  readonly scope: OrgScope;
  readonly build: WorkerBuild;
  readonly urls: DatabaseUrls;
  /** Address of a database on the same server, with the owner's login. */
  ownerUrl(database: string): string;
};

/** What these name would be measured instead of the built-in services, or be written to. */
const FOREIGN = ["DATABASE_URL", "DATABASE_DIRECT_URL", "REDIS_URL", "PROVIDER_DAILY_COST_CEILING", "LOCAL_MODEL_URL"];

/** Runs `fn` in a throw-away agency with the built-in, durable PostgreSQL; nothing of it remains. */
export async function withAgency<T>(fn: (agency: BenchAgency) => Promise<T>): Promise<T> {
  const home = prepareHome(mkdtempSync(join(tmpdir(), "hireling-bench-")));
  for (const name of FOREIGN) delete process.env[name];
  process.env.HIRELING_HOME = home;
  process.env.ANTHROPIC_API_KEY = "bench";
  reloadEnv();
  const database = await startDatabase(home);
  const build = await buildWorker();
  const close = async () => {
    await closePlatform();
    await database.stop();
    build.remove();
    rmSync(home, { recursive: true, force: true });
  };
  // The database would live on without us. The worker ends with its channel to us.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void close().finally(() => process.exit(1)));
  }
  try {
    pointToDatabase(database.urls);
    await seedAgency();
    const { urls } = database;
    const ownerUrl = (name: string): string => {
      const address = new URL(urls.direct);
      address.username = SUPERUSER;
      address.password = keptSecrets(home).databasePassword;
      address.pathname = `/${name}`;
      return address.href;
    };
    return await fn({ scope: await scopeForCommandLine("demo"), build, urls, ownerUrl });
  } finally {
    await close();
  }
}

/** What the scripted model does: so many steps of `list_files`, then `deliver`. A manager delegates `tasks` of that at once. */
export type Work = { readonly steps: number; readonly latencyMs?: number; readonly tasks?: number };

/**
 * Runs `fn` with one worker at work and its scripted model, each a process of its own.
 * @param fn gets the model's URL and the worker's process id
 */
export async function withWorker<T>(
  { build }: BenchAgency,
  { steps, latencyMs = 0, tasks = 0 }: Work,
  fn: (modelUrl: string, workerPid: number) => Promise<T>,
): Promise<T> {
  const model = spawn(process.execPath, ["--import", "tsx", "e2e/fixtures/model-server/main.ts"], {
    cwd: PROJECT_ROOT,
    env: {
      ...process.env,
      SCRIPT: tasks > 0 ? "crew" : "instant",
      TASKS: String(tasks),
      STEPS: String(steps),
      LATENCY_MS: String(latencyMs),
      PORT: "0",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const modelEnded = once(model, "exit");
  const endModel = () => void model.kill("SIGTERM");
  process.once("exit", endModel);
  try {
    const [url] = await Promise.race([once(createInterface({ input: model.stdout }), "line"), modelEnded]);
    if (typeof url !== "string") throw new Error("the model server could not be started");
    const worker = build.start({ ANTHROPIC_BASE_URL: url });
    try {
      await worker.said("at work");
      return await fn(url, worker.pid);
    } finally {
      await worker.end("SIGTERM");
    }
  } finally {
    process.off("exit", endModel);
    endModel();
    await modelEnded;
  }
}

/** One data analyst, for what the scripted model does. */
export const ONE_ANALYST = jobOrder.parse({
  title: "Bench",
  brief: BRIEF,
  agents: ["data-analyst"],
  budget: "5.00",
} satisfies Partial<JobOrder>);

/** Hires one data analyst. @returns the job's id */
export async function hireOne({ scope }: BenchAgency): Promise<string> {
  const { job } = await hire(scope, ONE_ANALYST);
  return job.id;
}

/** For those who stop the time here. */
const AT_ONCE_MS = 5;
/** For those who read the time from the events: asking takes its part of a small machine. */
export const NOW_AND_THEN_MS = 100;

/**
 * Waits until all these jobs have ended.
 * @param everyMs how often to look
 * @throws when one of them did not deliver
 */
export async function allEnded(jobIds: readonly string[], everyMs = AT_ONCE_MS): Promise<void> {
  const open = () =>
    withSystem((tx) => tx.$count(jobs, sql`${inArray(jobs.id, [...jobIds])} and ${isNull(jobs.endedAt)}`));
  while ((await open()) > 0) await delay(everyMs);
  const rows = await withSystem((tx) =>
    tx
      .select({ status: jobs.status, reason: jobs.reason })
      .from(jobs)
      .where(inArray(jobs.id, [...jobIds])),
  );
  const failed = rows.find((row) => row.status !== "review");
  if (failed) throw new Error(`a job of the bench is ${failed.status}: ${failed.reason}`);
}

export type Moment = { readonly type: string /** Milliseconds since 1970. */; readonly at: number };

/** When what happened on a job. */
export const momentsOf = (jobId: string): Promise<Moment[]> =>
  withSystem((tx) =>
    tx
      .select({ type: events.type, at: sql<number>`(extract(epoch from ${events.at}) * 1000)::float8` })
      .from(events)
      .where(eq(events.jobId, jobId))
      .orderBy(events.seq),
  );
