import { join } from "node:path";
import { DBOS } from "@dbos-inc/dbos-sdk";
import { env } from "#platform";
import {
  type Assignment,
  builtInTools,
  type Journal,
  type JournalStep,
  type Meter,
  type ModelProvider,
  type ModelReply,
  openWorkspace,
  placeSkillFile,
  type Tool,
  type Workspace,
  workShift,
} from "#runtime";
import { mustReserve, openOrganization, openShop, postJob, settle, type Work } from "#server/billing/testing/books";
import { modelProviders } from "#server/hiring/providers";
import { BRIEF, type findAnalyst } from "../../bare-conversation";
import type { Loop } from "./contest";

type Analyst = Awaited<ReturnType<typeof findAnalyst>>;
type Durable = Exclude<Loop, "sdk">;

const CREDIT = "1000000.00";
const BUDGET = "5.00";
/** As many connections as the worker has for its runs' steps. */
const POOL_SIZE = 20;

export type DurableLoops = {
  /** Opens the books of so many runs. @returns starts them all; each resolves when its end is on disk */
  prepare(loop: Durable, runs: number): Promise<() => Promise<unknown>[]>;
  close(): Promise<void>;
};

/**
 * The agency's own loop as a workflow of DBOS, so that both sides have the same conversation, model calls and tools, and
 * differ in what makes them durable: here every model call and every tool call is a step of DBOS. With books, the reserve
 * before and the settle after each model call are steps as well, each the transaction that the meter makes for a call
 * that comes alone: attempt, hold, caps and wallet; step, usage event, charge lines, transfers and what is released. Leases,
 * events for viewers and the queue are the agency's alone; a workflow is started in the process that runs it.
 */
export async function launchDurableLoops(analyst: Analyst, systemDatabaseUrl: string): Promise<DurableLoops> {
  const workspace = await openWorkspace(join(env().HIRELING_HOME, "dbos-workspace"));
  for (const { path, content } of analyst.skillFiles) await placeSkillFile(workspace, path, content);
  const assignment = assignmentOf(analyst, workspace);
  const books = new Map<string, Work>();
  const workflow = DBOS.registerWorkflow(
    async (runId: string): Promise<void> => {
      const work = books.get(runId);
      const meter = work ? billing(work) : FREE;
      const never = new AbortController().signal;
      const ports = { meter, journal: NO_JOURNAL, verifier: null, signal: never, isEnding: () => false };
      const end = await workShift({ ...assignment, runId }, ports, "whole");
      if (end !== "delivered") throw new Error(`a run on DBOS is ${end}`);
    },
    { name: "run" },
  );
  DBOS.setConfig({ name: "bench", systemDatabaseUrl, systemDatabasePoolSize: POOL_SIZE, logLevel: "error" });
  await DBOS.launch();
  const shop = await openShop();
  const client = await openOrganization(CREDIT);

  return {
    async prepare(loop, runs) {
      const ids: string[] = [];
      for (let run = 0; run < runs; run++) {
        if (loop === "dbos") {
          ids.push(`bare-${run}-${performance.now()}`);
          continue;
        }
        const payer = loop === "dbos-hot" ? client : await openOrganization(CREDIT);
        for (const work of await postJob(payer, shop, { budget: BUDGET })) {
          books.set(work.runId, work);
          ids.push(work.runId);
        }
      }
      return () =>
        ids.map(async (runId) => {
          const handle = await DBOS.startWorkflow(workflow, { workflowID: runId })(runId);
          await handle.getResult();
        });
    },
    close: () => DBOS.shutdown(),
  };
}

function assignmentOf({ instructions, tools, model, maxSteps, maxOutputPerStep }: Analyst, workspace: Workspace) {
  const provider = modelProviders().find(model);
  if (!provider) throw new Error("the scripted model is not on duty");
  return {
    instructions,
    tools: builtInTools(tools).map(durableTool),
    model,
    provider: durableProvider(provider),
    tier: "standard",
    maxSteps,
    maxOutputPerStep,
    workspace,
    acceptance: null,
  } satisfies Omit<Assignment, "runId">;
}

const durableProvider = (provider: ModelProvider): ModelProvider => ({
  call: (request) => DBOS.runStep(() => provider.call(request), { name: "call" }),
});

const durableTool = (tool: Tool): Tool => ({
  ...tool,
  run: (args, context) => DBOS.runStep(() => tool.run(args, context), { name: tool.name }),
});

/** DBOS replays a workflow from what its steps returned, so nothing else has to be written down. */
const NO_JOURNAL: Journal = {
  read: async () => ({ past: [], own: { opening: BRIEF, steps: [], messages: [], compactions: [] } }),
  readMessages: async () => [],
  begin: async () => undefined,
  wait: async () => null,
  keepCalls: () => undefined,
  recordCalls: async () => undefined,
  deliver: async () => true,
  reject: async () => undefined,
  fail: async (reason) => {
    throw new Error(reason);
  },
  draft: () => undefined,
};

function stepOf(no: number, { parts, finish }: ModelReply): JournalStep {
  const calls = parts.flatMap((part) => (part.type === "toolCall" ? [part] : []));
  return {
    no,
    parts,
    finish,
    calls: calls.map(({ callId, name, args }, position) => ({
      ...{ position, callId, name, args },
      ...{ state: "pending", isAllowed: false, answer: null },
    })),
  };
}

const neverFails = async (_: unknown, failure: Error): Promise<never> => {
  throw failure;
};

/** Holds and posts nothing. */
const FREE: Meter = {
  reserve: async ({ step, wantedOutput }) => ({
    ...{ kind: "reserved", attemptId: "", step, attempt: 1, maxOutput: wantedOutput, failedBefore: 0 },
  }),
  settle: async ({ step }, reply) => stepOf(step, reply),
  settleCompaction: async (_attempt, _reply, compaction) => compaction,
  fail: neverFails,
  stop: neverFails,
};

/** The meter of one run: each reserve and each settle a transaction of its own, and a step of DBOS. */
function billing(work: Work): Meter {
  const open = new Map<string, Awaited<ReturnType<typeof mustReserve>>>();
  return {
    ...FREE,
    async reserve({ step, inputBound, wantedOutput }) {
      const row = await DBOS.runStep(() => mustReserve(work, { inputBound, wantedOutput }), { name: "reserve" });
      open.set(row.id, row);
      return {
        ...{ kind: "reserved", attemptId: row.id, step, attempt: row.no, maxOutput: row.maxOutput, failedBefore: 0 },
      };
    },
    async settle({ attemptId, step }, reply) {
      const row = open.get(attemptId);
      if (!row) throw new Error("a call was settled that was not reserved");
      const { raw } = reply.usage;
      await DBOS.runStep(async () => (await settle(work, row, raw)).cost.toString(), { name: "settle" });
      open.delete(attemptId);
      return stepOf(step, reply);
    },
  };
}
