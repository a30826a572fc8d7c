import { afterAll, beforeAll, expect } from "vitest";
import { seedAgency } from "#desk";
import { type JobView, registerOrganization, startWorker, type Worker } from "#hiring";
import { scopeForCommandLine, scopeForUser } from "#identity";
import type { OrgScope } from "#kernel";
import { reloadEnv } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database";
import { analystScript, type ModelServer, type Script, startModelServer } from "../../../e2e/fixtures/model-server";
import { type Client, keyOf, restClient } from "./client";

/** A running agency, as seen from its REST door. Everything is ready from `beforeAll` on. */
export type TestAgency = {
  /** The demo organization's. */
  readonly scope: OrgScope;
  /** With an API key of the demo organization. */
  demo: Client;
  /** With an API key of another organization. */
  stranger: Client;
  hire(changes?: object): Promise<JobView>;
  /** Waits for every run of a demo job to end. */
  ended(jobId: string): Promise<JobView>;
};

/**
 * Gives the test file that calls it (at its top level) an agency with a database, a worker and an agent on a scripted
 * model, and removes it after its last test.
 * @param script what the model answers
 */
export function testAgency(script: Script = analystScript()): TestAgency {
  testDatabase();
  let server: ModelServer;
  let worker: Worker;
  let scope: OrgScope | undefined;
  const unready: Client = () => Promise.reject(new Error("the agency is ready from beforeAll on"));
  const get = async (jobId: string): Promise<JobView> => (await agency.demo("GET", `jobs/${jobId}`)).json();
  const agency: TestAgency = {
    get scope() {
      if (!scope) throw new Error("the agency is ready from beforeAll on");
      return scope;
    },
    demo: unready,
    stranger: unready,
    hire: async (changes = {}) => (await agency.demo("POST", "jobs", { json: order(changes) })).json(),
    ended: (jobId) =>
      expect
        .poll(() => get(jobId), { timeout: 20_000, interval: 50 })
        .toSatisfy((job: JobView) => job.endedAt !== null)
        .then(() => get(jobId)),
  };

  beforeAll(async () => {
    server = await startModelServer({ script });
    process.env.ANTHROPIC_API_KEY = "test-key";
    process.env.ANTHROPIC_BASE_URL = server.url;
    reloadEnv();
    await seedAgency();
    scope = await scopeForCommandLine("demo");
    agency.demo = restClient(await keyOf(scope));
    const { user } = await registerOrganization(
      { email: "eve@example.com", password: "correct horse", name: "Eve", organization: "Elsewhere" },
      { ip: "test" },
    );
    agency.stranger = restClient(await keyOf(await scopeForUser(user.id)));
    worker = await startWorker();
  });

  afterAll(async () => {
    await worker.drain();
    await server.close();
  });

  return agency;
}

/** What `POST jobs` takes: an order that is in order, with changes. */
export const order = (changes: object = {}) => ({
  title: "Count",
  brief: "How many rows?",
  agents: ["data-analyst"],
  mode: "solo",
  fileIds: [],
  budget: "5.00",
  tier: "standard",
  ...changes,
});

/** A multipart form with one file. */
export function formOf(name: string, content: string | Uint8Array<ArrayBuffer>, field = "file"): FormData {
  const form = new FormData();
  form.append(field, new File([content], name));
  return form;
}

/** The error of a refused request, with its status. */
export async function refusal(answer: Promise<Response>) {
  const response = await answer;
  const { error } = await response.json();
  return { status: response.status, ...error };
}
