import { beforeAll, expect, it } from "vitest";
import { auditBooks } from "#billing";
import { seedAgency } from "#desk";
import { listEvents } from "#events";
import { scopeForCommandLine, scopeForUser } from "#identity";
import { newId, type OrgScope } from "#kernel";
import { reloadEnv } from "#platform";
import { type Journal, LeaseLost, type Meter, type Reserved } from "#runtime";
import { testDatabase } from "../../../e2e/fixtures/database";
import { hire } from "../commands/hire";
import { registerOrganization } from "../register-organization";
import { jobOrder } from "../schema";
import { claimRun } from "./claim-run";
import { createJournal } from "./journal";
import { createMeter } from "./meter";
import { createWriter } from "./writer";

const { owner } = testDatabase();

let mine: OrgScope;
let theirs: OrgScope;

beforeAll(async () => {
  process.env.ANTHROPIC_API_KEY = "test-key";
  reloadEnv();
  await seedAgency();
  mine = await scopeForCommandLine("demo");
  const account = { email: "b@example.com", name: "B", password: "a long enough password", organization: "B" };
  const { user, orgId } = await registerOrganization(account, { ip: "127.0.0.1" });
  theirs = await scopeForUser(user.id, orgId);
});

type Working = {
  readonly jobId: string;
  readonly runId: string;
  readonly meter: Meter;
  readonly journal: Journal;
};

/** Hires one agent, whose run is claimed as a worker does it. */
async function startRun(scope: OrgScope): Promise<Working> {
  const order = { title: "Count", brief: "How many rows?", agents: ["data-analyst"], budget: "2.00" };
  const { job } = await hire(scope, jobOrder.parse(order));
  const runId = job.runs[0]?.id ?? "";
  const { rows } = await owner.query("select shift_no from runs where id = $1", [runId]);
  const claim = await claimRun(runId, rows[0].shift_no, newId());
  if (!claim) throw new Error("the run could not be claimed");
  const writer = createWriter(claim);
  return { jobId: job.id, runId, meter: createMeter(claim, writer), journal: createJournal(claim, writer) };
}

const bounds = { step: 1, purpose: "work" as const, inputBound: 1_000n, wantedOutput: 2_000, messages: 0 };
const reply = {
  parts: [
    { type: "text", text: "I shall look." },
    { type: "toolCall", callId: "call-1", name: "list_files", args: null },
  ],
  finish: "toolCalls",
  usage: { api: "anthropic", raw: { input_tokens: 500, output_tokens: 100 } },
} satisfies Parameters<Meter["settle"]>[1];

const violations = async () => (await auditBooks()).flatMap(({ first }) => first ?? []);

const isReserved = (answer: Awaited<ReturnType<Meter["reserve"]>>): answer is Reserved => answer.kind === "reserved";

/** How many transactions wrote these runs' rows of a table. */
async function transactionsOf(
  table: "attempts" | "steps" | "tool_calls",
  working: readonly Working[],
): Promise<number> {
  const { rows } = await owner.query(
    `select count(distinct xmin::text)::int as count from ${table} where run_id = any ($1)`,
    [working.map(({ runId }) => runId)],
  );
  return rows[0].count;
}

const typesOf = async (scope: OrgScope, { jobId }: Working) =>
  (await listEvents(scope, jobId, { after: 0, limit: 100 })).map(({ type }) => type);

it("calls of several organizations that come together share a transaction, each with its own run and books", async () => {
  const working = [await startRun(mine), await startRun(mine), await startRun(theirs)];
  const answers = await Promise.all(working.map(({ meter }) => meter.reserve(bounds)));
  const reserved = answers.filter(isReserved);
  expect(reserved.map(({ step, attempt, failedBefore }) => [step, attempt, failedBefore])).toEqual(
    working.map(() => [1, 1, 0]),
  );
  expect(await transactionsOf("attempts", working)).toBe(1);

  const steps = await Promise.all(
    working.map(({ meter }, index) => {
      const attempt = reserved[index];
      if (!attempt) throw new Error("not reserved");
      return meter.settle(attempt, reply);
    }),
  );
  expect(await transactionsOf("steps", working)).toBe(1);
  for (const step of steps)
    expect(step).toMatchObject({ no: 1, calls: [{ position: 0, callId: "call-1", args: null }] });

  const finished = [{ position: 0, name: "list_files", content: "none\0 here", isError: false, ms: 1 }];
  await Promise.all(working.map(({ journal }) => journal.recordCalls(1, finished)));
  expect(await transactionsOf("tool_calls", working)).toBe(1);
  for (const { journal } of working) {
    const { own } = await journal.read();
    expect(own.steps[0]?.calls[0]).toMatchObject({
      state: "answered",
      answer: { content: "none here", isError: false },
    });
  }
  const [, , other] = working;
  if (other) {
    const types = await typesOf(theirs, other);
    expect(types.slice(-3)).toEqual(["attempt.reserved", "step.settled", "tool.finished"]);
  }
  expect(await violations()).toEqual([]);
});

it("a run that another worker has, or that must wait, does not keep the others from theirs", async () => {
  const [taken, poor, unread, fine] = [
    await startRun(mine),
    await startRun(mine),
    await startRun(theirs),
    await startRun(theirs),
  ];
  await owner.query(`update caps set "limit" = 1 where subject_id = $1`, [poor.jobId]);
  await owner.query("update runs set messages = 1 where id = $1", [unread.runId]);
  const [, refused, behind, reserved] = await Promise.all(
    [taken, poor, unread, fine].map(({ meter }) => meter.reserve(bounds)),
  );
  expect([refused?.kind, behind?.kind, reserved?.kind]).toEqual(["refused", "unread", "reserved"]);
  expect(await typesOf(mine, poor)).toContain("run.waiting");

  const { rows } = await owner.query("select id from attempts where run_id = $1", [taken.runId]);
  const held: Reserved = {
    ...bounds,
    kind: "reserved",
    attemptId: rows[0].id,
    attempt: 1,
    maxOutput: 1,
    failedBefore: 0,
  };
  await owner.query("update runs set lease_epoch = lease_epoch + 1 where id = $1", [taken.runId]);
  if (!reserved || !isReserved(reserved)) throw new Error("not reserved");
  const [late, settled] = await Promise.allSettled([
    taken.meter.settle(held, reply),
    fine.meter.settle(reserved, reply),
  ]);
  expect(late).toMatchObject({ status: "rejected", reason: expect.any(LeaseLost) });
  expect(settled).toMatchObject({ status: "fulfilled", value: { no: 1 } });

  const failed = [{ position: 0, name: "list_files", content: "no such table", isError: true, ms: 1 }];
  const recorded = await Promise.allSettled([taken, fine].map(({ journal }) => journal.recordCalls(1, failed)));
  expect(recorded).toMatchObject([{ reason: expect.any(LeaseLost) }, { status: "fulfilled" }]);
  const { own } = await fine.journal.read();
  expect(own.steps[0]?.calls).toMatchObject([{ answer: { content: "no such table", isError: true } }]);
  expect(await violations()).toEqual([]);
});

it("answers that may be got again are written with what is written next, whatever that is, and with nothing that fails", async () => {
  const [held, poor, failing] = [await startRun(mine), await startRun(mine), await startRun(theirs)];
  const answered = [{ position: 0, name: "list_files", content: "none", isError: false, ms: 1 }];
  const answerOf = async ({ journal }: Working) => (await journal.read()).own.steps[0]?.calls[0]?.answer ?? null;
  for (const { meter, journal } of [held, poor, failing]) {
    const attempt = await meter.reserve(bounds);
    if (!isReserved(attempt)) throw new Error("not reserved");
    await meter.settle(attempt, reply);
    journal.keepCalls(1, answered);
  }
  expect(await Promise.all([held, poor, failing].map(answerOf))).toEqual([null, null, null]);

  // The next call is reserved, or is not; what it would have known is written down either way, and before the news of it.
  await owner.query(`update caps set "limit" = spent + held where subject_id = $1`, [poor.jobId]);
  const next = await Promise.all([held, poor].map(({ meter }) => meter.reserve({ ...bounds, step: 2 })));
  expect(next.map(({ kind }) => kind)).toEqual(["reserved", "refused"]);
  expect((await typesOf(mine, held)).slice(-2)).toEqual(["tool.finished", "attempt.reserved"]);
  expect((await typesOf(mine, poor)).slice(-3)).toEqual(["tool.finished", "run.waiting", "job.status"]);

  // A write that fails leaves them to the next one, which writes them once.
  const undo = failing.journal.wait(
    1,
    [{ position: 99, subject: { kind: "question", question: "?", options: [] } }],
    [],
  );
  await expect(undo).rejects.toThrow();
  expect(await answerOf(failing)).toBeNull();
  await failing.journal.fail("It went wrong.", "task");
  for (const working of [held, poor, failing]) {
    expect(await answerOf(working)).toEqual({ content: "none", isError: false });
  }
  expect((await typesOf(theirs, failing)).filter((type) => type === "tool.finished")).toHaveLength(1);
  expect(await violations()).toEqual([]);
});
