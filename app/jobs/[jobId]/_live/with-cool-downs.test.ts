import { expect, it } from "vitest";
import { EMPTY_JOB, type LiveJob } from "./live-job";
import { reduceEvents } from "./reduce-events";
import { withCoolDowns } from "./with-cool-downs";

const at = "2026-01-01T00:00:00.000Z";
const queued = (id: string, seq: number) =>
  ({ seq, runId: id, type: "run.queued", at, data: { lane: seq, agent: "ada", agentName: "Ada" } }) as const;
const LIVE: LiveJob = reduceEvents(EMPTY_JOB, [queued("a", 1), queued("b", 2)]);
const cold = { provider: "local", cause: "outage", until: "2026-01-01T00:05:00.000Z" } as const;

const facts = [
  { id: "a", backoff: cold },
  { id: "b", backoff: null },
];

it("a queued run says for which provider it waits, and until when, until its next event", () => {
  const shown = withCoolDowns(LIVE, facts);
  expect(shown.runs.map(({ backoff }) => backoff)).toEqual([{ ...cold, message: "It cannot be reached." }, null]);
  const started = reduceEvents(shown, [{ seq: 3, runId: "a", type: "run.started", at, data: { epoch: 1 } }]);
  expect(started.runs[0]).toMatchObject({ status: "working", backoff: null });
  expect(withCoolDowns(started, facts)).toEqual(started);
});

it("what the run itself was told, and lasts longer, stays", () => {
  const told = { ...cold, until: "2026-01-01T00:06:00.000Z", message: "The provider has answered 503." };
  const live = reduceEvents(LIVE, [{ seq: 3, runId: "a", type: "run.backoff", at, data: told }]);
  expect(withCoolDowns(live, facts).runs[0]?.backoff).toEqual(told);
});
