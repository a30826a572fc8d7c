import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventData, EventType, EventView } from "#events";
import { EMPTY_JOB, type LiveJob } from "./live-job";
import { reduceDraft, reduceEvents } from "./reduce-events";

type Line = { [T in EventType]: [type: T, runId: string | null, data: EventData<T>] }[EventType];

const totals = (steps: number, cost: string) => ({
  steps,
  inputTokens: String(steps * 100),
  outputTokens: String(steps * 10),
  cost,
  projectedCost: "0.09",
});

const settle = (step: number, attempt: number, cost: string): EventData<"step.settled"> => ({
  step,
  attempt,
  text: `step ${step}`,
  toolCalls: [{ position: 0, name: "query_sql", args: { sql: "select 1" } }],
  inputTokens: "100",
  outputTokens: "10",
  cost,
  credited: "0.00",
  totals: totals(step, cost),
});

/** Two runs: one delivers after a failed and a lost attempt, the other waits and is cancelled. */
const STORY: readonly Line[] = [
  ["job.posted", null, { title: "Fares", mode: "parallel", tier: "standard", budget: "5.00" }],
  ["run.queued", "a", { lane: 0, agent: "ada", agentName: "Ada" }],
  ["run.queued", "b", { lane: 1, agent: "ada", agentName: "Ada" }],
  ["run.started", "a", { epoch: 1 }],
  ["job.status", null, { status: "working", reason: null }],
  ["attempt.reserved", "a", { step: 1, attempt: 1, held: "0.50", maxOutput: 8192 }],
  ["attempt.failed", "a", { step: 1, attempt: 1, reason: "The provider answered 529.", retryInMs: 2000 }],
  ["run.started", "b", { epoch: 1 }],
  ["attempt.reserved", "a", { step: 1, attempt: 2, held: "0.50", maxOutput: 8192 }],
  ["attempt.lost", "a", { step: 1, attempt: 2 }],
  ["run.stalled", "a", { since: "2026-01-01T00:00:00.000Z", reason: "No sign.", endsShift: true }],
  ["run.started", "a", { epoch: 2 }],
  ["attempt.reserved", "a", { step: 1, attempt: 3, held: "0.50", maxOutput: 8192 }],
  ["step.settled", "a", settle(1, 3, "0.02")],
  [
    "tool.finished",
    "a",
    { step: 1, position: 0, name: "query_sql", content: "[]", truncated: false, isError: false, ms: 4 },
  ],
  ["attempt.reserved", "b", { step: 1, attempt: 1, held: "0.50", maxOutput: 8192 }],
  ["attempt.stopped", "b", { step: 1, attempt: 1, cost: "0.01", totals: totals(0, "0.01") }],
  ["run.waiting", "b", { reason: "budget", message: "The budget affords no further step." }],
  ["run.cancelling", "b", { by: "Mia" }],
  ["run.cancelled", "b", { by: "client" }],
  ["run.delivered", "a", { summary: "Done.", files: [] }],
  ["job.status", null, { status: "review", reason: null }],
];

const EVENTS: readonly EventView[] = STORY.map(([type, runId, data], index) => ({
  seq: index + 1,
  runId,
  type,
  at: new Date(1_700_000_000_000 + index * 1000).toISOString(),
  data,
}));

const upTo = (type: EventType): LiveJob =>
  reduceEvents(EMPTY_JOB, EVENTS.slice(0, EVENTS.findLastIndex((e) => e.type === type) + 1));

describe("reduceEvents", () => {
  it("tells the story of both runs", () => {
    const job = reduceEvents(EMPTY_JOB, EVENTS);
    expect(job).toMatchObject({ status: "review", lastSeq: EVENTS.length, early: [] });
    const [a, b] = job.runs;
    expect(a).toMatchObject({
      status: "delivered",
      startedAt: EVENTS[3]?.at,
      totals: { cost: "0.02", projectedCost: null },
    });
    expect(a?.steps[0]?.attempts.map(({ state }) => state)).toEqual(["failed", "lost", "settled"]);
    expect(a?.steps[0]?.calls[0]).toMatchObject({ name: "query_sql", result: { content: "[]", ms: 4 } });
    expect(b).toMatchObject({ status: "cancelled", message: "Cancelled by Mia.", cancelledBy: null });
    expect(b?.totals).toMatchObject({ steps: 0, cost: "0.01" });
    expect(b?.steps[0]).toMatchObject({ settled: null, attempts: [{ state: "settled" }] });
  });

  it("gives the same page for every chunking, order and repetition of the same events", () => {
    const whole = reduceEvents(EMPTY_JOB, EVENTS);
    const deliveries = fc
      .tuple(
        fc.shuffledSubarray([...EVENTS], { minLength: EVENTS.length }),
        fc.array(fc.constantFrom(...EVENTS), { maxLength: 30 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 6 })),
      )
      .map(([all, repeats, sizes]) => {
        const sent = [...all, ...repeats];
        const chunks: EventView[][] = [];
        for (let rest = sent; rest.length > 0; ) {
          const size = sizes.next().value ?? 1;
          chunks.push(rest.slice(0, size));
          rest = rest.slice(size);
        }
        return chunks;
      });
    fc.assert(
      fc.property(deliveries, (chunks) => {
        expect(chunks.reduce(reduceEvents, EMPTY_JOB)).toEqual(whole);
      }),
    );
  });

  it("shows the summary that stands for earlier steps where it came, also before its step has settled", () => {
    const at = "2026-01-01T00:00:00.000Z";
    const summary = { step: 2, attempt: 1, covered: 1, summary: "I looked.", cost: "0.01", credited: "0.00" };
    const job = reduceEvents(upTo("step.settled"), [
      {
        seq: upTo("step.settled").lastSeq + 1,
        runId: "a",
        type: "run.compacted",
        at,
        data: { ...summary, totals: totals(1, "0.03") },
      },
    ]);
    expect(job.runs[0]?.totals.cost).toBe("0.03");
    expect(
      job.runs[0]?.steps.map(({ compaction, settled }) => [compaction?.summary ?? null, settled !== null]),
    ).toEqual([
      [null, true],
      ["I looked.", false],
    ]);
  });

  it("shows what came of checking the work, and what the verdict cost", () => {
    const seq = EVENTS.length;
    const checked = { step: 1, round: 1, rounds: 3, checks: [], verdict: null, unverified: null, reasons: ["No."] };
    const settled = {
      step: 1,
      attempt: 4,
      by: "Vera",
      passed: false,
      reasons: ["No."],
      cost: "0.01",
      credited: "0.00",
    };
    const at = "2026-01-01T00:00:00.000Z";
    const job = reduceEvents(reduceEvents(EMPTY_JOB, EVENTS), [
      { seq: seq + 1, runId: "a", type: "verification.settled", at, data: { ...settled, totals: totals(1, "0.03") } },
      { seq: seq + 2, runId: "a", type: "delivery.checked", at, data: checked },
    ]);
    expect(job.runs[0]?.totals.cost).toBe("0.03");
    expect(job.runs[0]?.steps[0]).toMatchObject({ verificationCost: "0.01", checked, settled: { cost: "0.02" } });
  });

  it("shows for which provider a run waits, until it goes on", () => {
    const at = "2026-01-01T00:00:00.000Z";
    const backoff = { provider: "openai", cause: "outage" as const, until: at, message: "It is down." };
    const told = (type: string, data: EventView["data"], no: number): EventView => ({
      seq: no,
      runId: "b",
      type,
      at,
      data,
    });
    const job = reduceEvents(EMPTY_JOB, [...EVENTS.slice(0, 8), told("run.backoff", backoff, 9)]);
    expect(job.runs[1]).toMatchObject({ status: "queued", backoff });
    expect(reduceEvents(job, [told("run.started", { epoch: 2 }, 10)]).runs[1]).toMatchObject({
      status: "working",
      backoff: null,
    });
    expect(reduceEvents(job, [told("run.paused", { by: "Mia" }, 10)]).runs[1]).toMatchObject({ backoff: null });
  });

  it("keeps what comes too early and says from where on events are missing", () => {
    const job = reduceEvents(EMPTY_JOB, [...EVENTS.slice(0, 3), ...EVENTS.slice(5)]);
    expect(job.lastSeq).toBe(3);
    expect(job.early).toHaveLength(EVENTS.length - 5);
    expect(reduceEvents(job, EVENTS.slice(3, 5))).toEqual(reduceEvents(EMPTY_JOB, EVENTS));
  });

  it("counts an event of a type it does not know", () => {
    const unknown: EventView = { seq: 1, runId: null, type: "job.painted", at: "2026-01-01T00:00:00.000Z", data: {} };
    expect(reduceEvents(EMPTY_JOB, [unknown])).toEqual({ ...EMPTY_JOB, lastSeq: 1 });
  });
});

describe("a run that stands still", () => {
  it("says so until anything happens to it", () => {
    expect(upTo("run.stalled").runs[0]).toMatchObject({ status: "working", stalled: { reason: "No sign." } });
    const last = EVENTS.findIndex(({ type }) => type === "run.stalled") + 1;
    expect(reduceEvents(EMPTY_JOB, EVENTS.slice(0, last + 1)).runs[0]?.stalled).toBe(null);
  });
});

describe("people in the loop", () => {
  const tell = (lines: readonly Line[]): LiveJob =>
    reduceEvents(
      EMPTY_JOB,
      lines.map(([type, runId, data], index) => ({
        seq: index + 1,
        runId,
        type,
        at: "2026-01-01T00:00:00.000Z",
        data,
      })),
    );
  const begun: readonly Line[] = [
    ["run.queued", "a", { lane: 1, agent: "ada", agentName: "Ada" }],
    ["run.started", "a", { epoch: 1 }],
    ["step.settled", "a", settle(1, 1, "0.02")],
  ];
  const wait = (id: string) => ({
    id,
    step: 1,
    position: 0,
    subject: { kind: "question" as const, question: "Net or gross?", options: [] },
  });
  const asked: Line = [
    "run.waiting",
    "a",
    { reason: "question", message: "Net or gross?", waits: [wait("w1"), wait("w2")] },
  ];
  const resolved = (waitId: string): Line => ["wait.resolved", "a", { waitId, decision: null, text: "Net", by: "Mia" }];

  it("waits until everything is answered", () => {
    expect(tell([...begun, asked, resolved("w1")]).runs[0]).toMatchObject({ status: "waiting", waits: [wait("w2")] });
    expect(tell([...begun, asked, resolved("w1"), resolved("w2")]).runs[0]).toMatchObject({
      status: "queued",
      waits: [],
      message: null,
    });
  });

  it("pauses, and comes back to what was open", () => {
    const paused: readonly Line[] = [...begun, asked, ["run.paused", "a", { by: "Mia" }]];
    expect(tell(paused).runs[0]).toMatchObject({ status: "paused", pausedBy: "Mia" });
    expect(tell([...paused, ["run.resumed", "a", { by: "Mia" }]]).runs[0]).toMatchObject({
      status: "waiting",
      pausedBy: null,
    });
    const empty: readonly Line[] = [...paused, resolved("w1"), resolved("w2"), ["run.resumed", "a", { by: "Mia" }]];
    expect(tell(empty).runs[0]).toMatchObject({ status: "queued" });
  });

  it("puts a message before the step that read it", () => {
    const posted: readonly Line[] = [
      ...begun,
      ["message.posted", "a", { messageId: "m", text: "In euros", by: "Mia" }],
    ];
    expect(tell(posted).runs[0]?.messages).toMatchObject([{ beforeStep: 2, isRead: false }]);
    const read: Line = ["message.read", "a", { messageIds: ["m"], step: 3 }];
    expect(tell([...posted, read]).runs[0]?.messages).toMatchObject([{ beforeStep: 3, isRead: true }]);
  });
});

describe("reduceDraft", () => {
  const draft = { runId: "a", step: 1, text: "Let me look" };

  it("shows text while its step is open, and drops it when the step settles", () => {
    const before = EVENTS.findIndex(({ type }) => type === "step.settled");
    const open = reduceDraft(reduceEvents(EMPTY_JOB, EVENTS.slice(0, before)), draft);
    expect(open.runs[0]?.draft).toEqual({ step: 1, text: "Let me look" });
    expect(reduceEvents(open, EVENTS).runs[0]?.draft).toBeNull();
  });

  it("ignores a snapshot that was overtaken by its settled step or by the run's end", () => {
    expect(reduceDraft(upTo("step.settled"), draft).runs[0]?.draft).toBeNull();
    expect(reduceDraft(upTo("run.delivered"), { ...draft, step: 2 }).runs[0]?.draft).toBeNull();
  });
});
