import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { auditBooks } from "#billing";
import { seedAgency } from "#desk";
import { listEvents } from "#events";
import { scopeForCommandLine } from "#identity";
import type { OrgScope } from "#kernel";
import { reloadEnv } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database";
import {
  type ModelServer,
  type Script,
  type ScriptedReply,
  startModelServer,
} from "../../../e2e/fixtures/model-server";
import { getJob, hire, listProposals, startWorker, type Worker } from "..";
import { jobOrder } from "../schema";

// Patience for a busy machine, and no measure.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const PATIENCE = { timeout: 60_000, interval: 50 };

testDatabase();

const deliver = (summary: string, files: string[] = []): ScriptedReply => ({
  toolCalls: [{ name: "deliver", args: { summary, files } }],
});
const write = (path: string, content: string): ScriptedReply => ({
  toolCalls: [{ name: "write_file", args: { path, content } }],
});
const schema = { type: "object", required: ["total"] };
const checks = [{ kind: "json_matches", path: "sum.json", schema }];

/** The one who sums up forgets the total at first; the one who gives up never hands over what is wanted. */
const specialist: Script = ({ turn, lastUserText }) => {
  if (lastUserText.startsWith("Give up")) return deliver("Nothing.");
  if (turn === 0) return write("sum.json", "{}");
  if (turn === 2) return write("sum.json", '{"total":3}');
  return deliver("Summed.", ["sum.json"]);
};

const manager: Script = ({ turn }) => {
  const delegate = (task: string, more: typeof checks | [{ kind: string; path: string }]) => ({
    name: "delegate",
    args: { agent: "data-analyst", task, checks: more },
  });
  if (turn > 0) return deliver("All in.");
  return {
    toolCalls: [
      delegate("Sum up.", checks),
      delegate("Give up.", checks),
      delegate("Escape.", [{ kind: "file_exists", path: "../outside" }]),
    ],
  };
};

let server: ModelServer;
let worker: Worker;
let scope: OrgScope;

beforeAll(async () => {
  server = await startModelServer({
    script: (request) => (request.tools.includes("delegate") ? manager(request) : specialist(request)),
  });
  process.env.ANTHROPIC_API_KEY = "test-key";
  process.env.ANTHROPIC_BASE_URL = server.url;
  reloadEnv();
  await seedAgency();
  scope = await scopeForCommandLine("demo");
  worker = await startWorker();
});
afterAll(async () => {
  await worker.drain();
  await server.close();
});

it("work for a manager goes back to who did it until its checks pass, and what never does comes back as failed", async () => {
  const agents = ["project-manager", "data-analyst", "data-analyst"];
  const { job } = await hire(
    scope,
    jobOrder.parse({ title: "Sum", brief: "Sum it up.", agents, mode: "crew", budget: "20.00" }),
  );
  await expect.poll(async () => (await getJob(scope, job.id)).endedAt, PATIENCE).not.toBe(null);
  const view = await getJob(scope, job.id);
  expect(view).toMatchObject({
    status: "review",
    runs: [
      { status: "delivered", steps: 2 },
      { status: "delivered", steps: 4 },
      {
        status: "failed",
        steps: 3,
        reason: expect.stringContaining("after 3 rounds: sum.json matches its JSON schema"),
      },
    ],
  });
  const events = await listEvents(scope, job.id, { after: 0, limit: 1_000 });
  const rounds = events.flatMap(({ type, runId, data }) =>
    type === "delivery.checked" && runId === view.runs[1]?.id ? [[data.round, (data.reasons as string[]).length]] : [],
  );
  expect(rounds).toEqual([
    [1, 1],
    [2, 0],
  ]);
  const answers = events.flatMap(({ type, data }) =>
    type === "tool.finished" && data.name === "delegate" ? [`${data.position} ${data.content}`] : [],
  );
  expect(answers.sort()).toEqual([
    expect.stringMatching(/^0 data-analyst \(lane 2\) delivered\./),
    expect.stringMatching(/^1 data-analyst \(lane 3\) failed: It did not meet .* Nothing was delivered\.$/),
    expect.stringMatching(/^2 .*outside/),
  ]);
  // What a manager reviews is not the client's to take.
  expect(await listProposals(scope, job.id)).toEqual([]);
  expect((await auditBooks()).filter(({ violations }) => violations > 0)).toEqual([]);
});
