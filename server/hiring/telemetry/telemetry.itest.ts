import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { seedAgency } from "#desk";
import { scopeForCommandLine } from "#identity";
import type { OrgScope } from "#kernel";
import { closeTelemetry, isTelemetryOn, reloadEnv, startTelemetry } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database";
import {
  type ModelServer,
  type Script,
  type ScriptedReply,
  startModelServer,
} from "../../../e2e/fixtures/model-server";
import { getJob, hire, type JobView, startWorker, type Worker } from "..";
import { jobOrder } from "../schema";
import { type Collector, startCollector } from "./collector.fixture";

// Patience for a busy machine, and no measure.
vi.setConfig({ testTimeout: 120_000 });
const PATIENCE = { timeout: 60_000, interval: 50 };
const SKILL = "skills/charting/SKILL.md";
const SECRET = "the merger of Acme and Umbrella";
const CLIENT = 3;
const INTERNAL = 1;
const ERROR = 2;

testDatabase();
let collector: Collector;
let server: ModelServer;
let worker: Worker;
let scope: OrgScope;
let script: Script = () => ({});

beforeAll(async () => {
  collector = await startCollector();
  server = await startModelServer({ script: (request) => script(request) });
  process.env.ANTHROPIC_API_KEY = "test-key";
  process.env.ANTHROPIC_BASE_URL = server.url;
  reloadEnv();
  await seedAgency();
  scope = await scopeForCommandLine("demo");
  worker = await startWorker();
});
afterAll(async () => {
  await worker.drain();
  await closeTelemetry();
  await server.close();
  await collector.close();
  delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
});

async function work(...replies: readonly ScriptedReply[]): Promise<JobView> {
  script = ({ turn }) => replies[turn] ?? {};
  const order = { title: "Chart", brief: `Chart ${SECRET}.`, agents: ["data-analyst"], budget: "5.00" };
  const { job } = await hire(scope, jobOrder.parse(order));
  await expect.poll(async () => (await getJob(scope, job.id)).endedAt, PATIENCE).not.toBe(null);
  return getJob(scope, job.id);
}

const deliver: ScriptedReply = { toolCalls: [{ name: "deliver", args: { summary: SECRET, files: [] } }] };

// In this order: off, then on.
describe("telemetry", () => {
  it("is off as long as no collector is named, and then nothing is sent", async () => {
    await startTelemetry();
    expect(isTelemetryOn()).toBe(false);
    expect((await work(deliver)).status).toBe("review");
    expect(collector.count()).toBe(0);
  });

  it("tells a collector of a shift: the agent, its steps, their model calls and tools, and the tokens", async () => {
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
    reloadEnv();
    await startTelemetry();
    expect(isTelemetryOn()).toBe(true);
    const usage = {
      input_tokens: 100,
      output_tokens: 20,
      cache_read_input_tokens: 1_000,
      cache_creation_input_tokens: 0,
    };
    const job = await work(
      {
        toolCalls: [
          { name: "read_file", args: { path: SKILL } },
          { name: "read_file", args: { path: `${SECRET}.md` } },
        ],
        usage,
      },
      { ...deliver, usage },
    );
    expect(job.status).toBe("review");
    const [run] = job.runs;
    // A shift goes on for a moment after its job has ended.
    await worker.drain();
    await closeTelemetry();

    const spans = collector.spans();
    const named = (name: string) => spans.filter((span) => span.name === name);
    const [shift] = named("invoke_agent Data analyst");
    expect(shift).toMatchObject({
      kind: INTERNAL,
      resource: { "service.name": "hireling" },
      attributes: {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.provider.name": "anthropic",
        "gen_ai.agent.id": "data-analyst",
        "gen_ai.request.model": "claude-sonnet-5-5",
        "gen_ai.conversation.id": run?.id,
        "hireling.run.id": run?.id,
        "hireling.job.id": job.id,
        "hireling.organization.id": scope.orgId,
        "hireling.shift.end": "delivered",
        "hireling.run.steps": 2,
        "hireling.run.cost_usd": run?.cost,
      },
    });
    const [first, second] = [...named("step 1"), ...named("step 2")];
    for (const step of [first, second]) expect(step?.parentSpanId).toBe(shift?.spanId);

    const calls = named("chat claude-sonnet-5-5");
    expect(calls.map(({ parentSpanId }) => parentSpanId)).toEqual([first?.spanId, second?.spanId]);
    for (const call of calls) {
      expect(call).toMatchObject({
        kind: CLIENT,
        traceId: shift?.traceId,
        attributes: {
          "gen_ai.operation.name": "chat",
          "gen_ai.provider.name": "anthropic",
          "gen_ai.conversation.id": run?.id,
          "gen_ai.response.time_to_first_chunk": expect.any(Number),
          "gen_ai.request.model": "claude-sonnet-5-5",
          "gen_ai.response.model": "claude-sonnet-5-5",
          "gen_ai.response.finish_reasons": ["tool_call"],
          "gen_ai.usage.input_tokens": 1_100,
          "gen_ai.usage.output_tokens": 20,
          "gen_ai.usage.cache_read.input_tokens": 1_000,
        },
      });
    }

    const reads = named("execute_tool read_file");
    expect(
      reads.map((read) => [read.parentSpanId, read.status?.code ?? 0, read.attributes["error.type"]]).sort(),
    ).toEqual([
      [first?.spanId, 0, undefined],
      [first?.spanId, ERROR, "tool_error"],
    ]);
    expect(named("execute_tool deliver")).toMatchObject([
      { parentSpanId: second?.spanId, attributes: { "gen_ai.tool.name": "deliver" } },
    ]);

    // Readings add up, so the last ones tell all.
    const tokens = collector.points("gen_ai.client.token.usage");
    const ofType = (type: string) => tokens.findLast((point) => point.attributes["gen_ai.token.type"] === type);
    expect(ofType("input")).toMatchObject({ unit: "{token}", count: 2, sum: 2_200 });
    expect(ofType("output")).toMatchObject({ count: 2, sum: 40 });
    expect(collector.points("gen_ai.client.operation.duration").at(-1)).toMatchObject({
      unit: "s",
      count: 2,
      attributes: { "gen_ai.operation.name": "chat", "gen_ai.request.model": "claude-sonnet-5-5" },
    });
  });

  it("tells nobody what was said", () => {
    expect(collector.text()).toContain("invoke_agent");
    for (const said of [SECRET, "merger", SKILL, "You are a senior data analyst"])
      expect(collector.text()).not.toContain(said);
  });

  it("says of a failed call what kind of failure it was, and of a failed run that it failed", async () => {
    worker = await startWorker();
    await startTelemetry();
    const before = collector.spans().length;
    expect((await work({ fail: { status: 400, body: { error: { message: SECRET } } } })).status).toBe("failed");
    await worker.drain();
    await closeTelemetry();
    const spans = collector.spans().slice(before);
    const kinds = Object.fromEntries(
      spans.map((span) => [span.name, [span.status?.code, span.attributes["error.type"]]]),
    );
    expect(kinds).toMatchObject({
      "chat claude-sonnet-5-5": [ERROR, "invalid_request"],
      "invoke_agent Data analyst": [ERROR, "run_failed"],
    });
    expect(collector.text()).not.toContain(SECRET);
  });

  it("lets a worker end although its collector is gone", async () => {
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = "http://127.0.0.1:9";
    reloadEnv();
    await startTelemetry();
    worker = await startWorker();
    expect((await work(deliver)).status).toBe("review");
    await worker.drain();
    await closeTelemetry();
    expect(isTelemetryOn()).toBe(false);
  });
});

describe("a run's skills", () => {
  it("are told to the model by name, and read when it asks", async () => {
    let seen = { system: "", read: "" };
    worker = await startWorker();
    script = ({ turn, body, toolResults }) => {
      if (turn === 0) return { toolCalls: [{ name: "read_file", args: { path: SKILL } }] };
      seen = { system: JSON.stringify(body.system), read: toolResults[0]?.content ?? "" };
      return deliver;
    };
    const { job } = await hire(
      scope,
      jobOrder.parse({ title: "Chart", brief: "Chart.", agents: ["data-analyst"], budget: "5.00" }),
    );
    await expect.poll(async () => (await getJob(scope, job.id)).endedAt, PATIENCE).not.toBe(null);
    expect(seen.system).toContain(`- ${SKILL}: How to choose`);
    expect(seen.system).not.toContain("Choose by the question");
    expect(seen.read).toContain("Choose by the question");
  });
});
