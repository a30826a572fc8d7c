import type pg from "pg";
import { afterAll, beforeAll, expect, vi } from "vitest";
import { auditBooks } from "#billing";
import { seedAgency } from "#desk";
import { type EventView, listEvents } from "#events";
import { scopeForCommandLine, scopeForUser } from "#identity";
import type { OrgScope } from "#kernel";
import { reloadEnv } from "#platform";
import type { Tool } from "#runtime";
import { testDatabase } from "../../../e2e/fixtures/database";
import { type ModelServer, type Script, startModelServer } from "../../../e2e/fixtures/model-server";
import { getJob, hire, type JobOrder, type JobView, registerOrganization, startWorker, type Worker } from "..";
import { jobOrder } from "../schema";

/** Patience for a busy machine, and no measure, milliseconds. */
export const PATIENCE = { timeout: 60_000, interval: 50 };

type JobRef = Pick<JobView, "id">;

/** An agency with one worker, in the test's own process, whose agents think as a script says. Ready from `beforeAll` on. */
export type AgencyAtWork = {
  /** As the owner of the database, whom nothing is hidden from. */
  readonly owner: pg.Client;
  /** The demo organization's. */
  readonly scope: OrgScope;
  /** What every model of the agency is asked at, and what it was asked. */
  readonly models: ModelServer;
  /** What the models answer from now on. */
  follow(script: Script): void;
  /** Lets its worker end. Nothing goes on until another is started. */
  drain(): Promise<void>;
  startWorker(): Promise<void>;
  /** Hires a data analyst for the demo organization, or whom the changes say. */
  post(changes?: Partial<JobOrder>): Promise<JobView>;
  /** Waits for a job to come to this, and shows it. */
  until(job: JobRef, wanted: JobView["status"] | ((job: JobView) => boolean)): Promise<JobView>;
  /** Waits for a job's end, good or bad. */
  ended(job: JobRef): Promise<JobView>;
  /** All that happened on a job. */
  eventsOf(job: JobRef): Promise<EventView[]>;
};

/**
 * Opens it for the test file that calls this at its top level.
 * @param script what the models answer until `follow` says otherwise
 * @param moreTools what runs have beside the built-in tools
 */
export function agencyAtWork({ script = () => ({}), moreTools = [] }: Opening = {}): AgencyAtWork {
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
  const { owner } = testDatabase();
  let models: ModelServer;
  let worker: Worker;
  let scope: OrgScope;

  const agency: AgencyAtWork = {
    owner,
    get scope() {
      return scope;
    },
    get models() {
      return models;
    },
    follow: (next) => {
      script = next;
    },
    drain: () => worker.drain(),
    startWorker: async () => {
      worker = await startWorker({ moreTools: async () => moreTools });
    },
    post: async (changes) => (await hire(scope, orderOf(changes))).job,
    async until({ id }, wanted) {
      const view = () => getJob(scope, id);
      if (typeof wanted === "function") await expect.poll(view, PATIENCE).toSatisfy(wanted);
      else await expect.poll(async () => (await view()).status, PATIENCE).toBe(wanted);
      return view();
    },
    ended: (job) => agency.until(job, ({ endedAt }) => endedAt !== null),
    eventsOf: ({ id }) => listEvents(scope, id, { after: 0, limit: 1_000 }),
  };

  beforeAll(async () => {
    models = await startModelServer({ script: (request) => script(request) });
    process.env.ANTHROPIC_API_KEY = "test-key";
    process.env.ANTHROPIC_BASE_URL = models.url;
    reloadEnv();
    await seedAgency();
    scope = await scopeForCommandLine("demo");
    await agency.startWorker();
  });
  afterAll(async () => {
    await worker.drain();
    await models.close();
  });

  return agency;
}

type Opening = { readonly script?: Script; readonly moreTools?: readonly Tool[] };

/** An order that is in order, with changes. */
export const orderOf = (changes: Partial<JobOrder> = {}): JobOrder =>
  jobOrder.parse({ title: "Count", brief: "How many rows?", agents: ["data-analyst"], budget: "5.00", ...changes });

/** @returns a member of another organization than the demo's */
export async function registerStranger(): Promise<OrgScope> {
  const { user } = await registerOrganization(
    { email: "eve@example.com", password: "correct horse", name: "Eve", organization: "Elsewhere" },
    { ip: "test" },
  );
  return scopeForUser(user.id);
}

/** @throws when a job has no run on that lane */
export function runOf(job: JobView, lane: number): JobView["runs"][number] {
  const run = job.runs.find((one) => one.lane === lane);
  if (!run) throw new Error(`there is no lane ${lane}`);
  return run;
}

/** What the audit of all books finds wrong. */
export const findings = async () => (await auditBooks()).filter(({ violations }) => violations > 0);
