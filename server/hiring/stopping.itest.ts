import { beforeAll, describe, expect, it } from "vitest";
import { getJobUsage, getWallet } from "#billing";
import { type OrgScope, parseUsd } from "#kernel";
import { cancelJob, cancelRun, getJob, pause, postMessage, resume } from ".";
import { agencyAtWork, findings, PATIENCE, registerStranger, runOf } from "./testing/agency-at-work";
import { crewOf, crewOrder, delegate, statesOf, untilRuns } from "./testing/crews";
import { deliver, gate, HANG, turns } from "./testing/replies";

const agency = agencyAtWork();
let stranger: OrgScope;

beforeAll(async () => {
  stranger = await registerStranger();
});

const ask = { name: "ask_client", args: { question: "Net or gross?" } };
const look = { name: "list_files", args: {} };

describe("pausing", () => {
  it("lets the step end with its tools, gives the seat back, and resuming goes on from there", async () => {
    const reached = gate();
    const paused = gate();
    agency.follow(({ turn }) => {
      if (turn === 0) {
        reached.open();
        return { toolCalls: [look], after: paused.passed };
      }
      return turn < 2 ? { toolCalls: [look] } : deliver();
    });
    const job = await agency.post();
    await reached.passed;
    expect((await pause(agency.scope, job.id)).runs).toMatchObject([{ status: "working", pausing: true }]);
    await pause(agency.scope, job.id);
    paused.open();
    const still = await agency.until(job, "paused");
    expect(still).toMatchObject({ held: "0.00", runs: [{ status: "paused", pausing: false, steps: 1 }] });
    const seats = await agency.owner.query("select lease_until, worker_id from runs where job_id = $1", [job.id]);
    expect(seats.rows).toEqual([{ lease_until: null, worker_id: null }]);
    expect((await agency.eventsOf(job)).filter(({ type }) => type === "tool.finished")).toHaveLength(1);
    await resume(agency.scope, job.id);
    await agency.until(job, "review");
    await expect(pause(agency.scope, job.id)).rejects.toMatchObject({ code: "illegal_transition" });
    await expect(pause(stranger, job.id)).rejects.toMatchObject({ code: "not_found" });
  });

  it("keeps an open question open; an answer meanwhile is kept", async () => {
    agency.follow(turns({ toolCalls: [ask] }, deliver()));
    const job = await agency.until(await agency.post(), "waiting");
    expect((await pause(agency.scope, job.id)).status).toBe("paused");
    expect((await resume(agency.scope, job.id)).runs).toMatchObject([{ status: "waiting", reason: "question" }]);
    await pause(agency.scope, job.id);
    expect((await postMessage(agency.scope, job.id, { text: "Net" })).status).toBe("paused");
    await resume(agency.scope, job.id);
    await agency.until(job, "review");
  });
});

describe("cancelling in the middle of a model call", () => {
  it("charges what the provider reported until then, and releases the rest", async () => {
    agency.follow(turns({ toolCalls: [look] }, { text: "Half a sentence", fail: { hang: true, afterChunks: 4 } }));
    const before = await getWallet(agency.scope);
    const job = await agency.post();
    // What the model has said so far is on the page: its provider has reported the input by then.
    const streaming = "select step_no from run_drafts where job_id = $1 and step_no = 2";
    await expect.poll(async () => (await agency.owner.query(streaming, [job.id])).rowCount, PATIENCE).toBe(1);
    await cancelJob(agency.scope, job.id);
    const done = await agency.until(job, "cancelled");
    const { lines } = await getJobUsage(agency.scope, job.id);
    const charged = lines.reduce((sum, { amount }) => sum + parseUsd(amount), 0n);
    expect(new Set(lines.map(({ step }) => step))).toEqual(new Set([1, 2]));
    expect(charged).toBe(parseUsd(done.cost));
    const after = await getWallet(agency.scope);
    expect(parseUsd(before.balance) - parseUsd(after.balance)).toBe(charged);
    expect([done.held, after.held]).toEqual(["0.00", "0.00"]);
    expect(await findings()).toEqual([]);
  });
});

describe("cancelling and pausing a crew's job", () => {
  it("reaches everyone", async () => {
    agency.follow(
      crewOf(turns({ toolCalls: [delegate("data-analyst", "A."), delegate("data-analyst", "B.")] }), () => HANG),
    );
    const job = await agency.post(crewOrder());
    await untilRuns(agency, job, ["waiting: crew", "working", "working"]);
    await cancelRun(agency.scope, job.id, runOf(await getJob(agency.scope, job.id), 1).id);
    const done = await agency.until(job, "cancelled");
    expect(statesOf(done)).toEqual(["cancelled", "cancelled", "cancelled"]);
    expect(done.held).toBe("0.00");
    await expect(cancelJob(agency.scope, job.id)).resolves.toMatchObject({ status: "cancelled" });
  });

  it("comes before work that is about to be delegated", async () => {
    const reached = gate();
    const held = gate();
    agency.follow(
      crewOf(
        () => {
          reached.open();
          return { toolCalls: [delegate("data-analyst", "Count.")], after: held.passed };
        },
        turns(deliver("Counted.")),
      ),
    );
    const job = await agency.post(crewOrder());
    await reached.passed;
    // As a wish whose signal was lost.
    await agency.owner.query(
      "update runs set cancel_requested_at = now(), cancel_requested_by = 'Ann' where job_id = $1",
      [job.id],
    );
    held.open();
    const done = await agency.until(job, "cancelled");
    expect(done.runs).toHaveLength(1);
  });

  it("holds the manager until its crew may go on", async () => {
    const reached = gate();
    const held = gate();
    agency.follow(
      crewOf(turns({ toolCalls: [delegate("data-analyst", "Count.")] }, deliver("Done.")), ({ turn }) => {
        reached.open();
        return turn === 0 ? { toolCalls: [{ name: "list_files", args: {} }], after: held.passed } : deliver("Counted.");
      }),
    );
    const job = await agency.post(crewOrder());
    await reached.passed;
    await pause(agency.scope, job.id);
    held.open();
    await agency.until(job, "paused");
    await resume(agency.scope, job.id);
    await agency.until(job, "review");
  });

  it("of a manager alone pauses its crew with it, and brings it back; of one of the crew, only that one", async () => {
    const held = gate();
    let begun = 0;
    const reached = gate();
    agency.follow(
      crewOf(
        turns({ toolCalls: [delegate("data-analyst", "A."), delegate("data-analyst", "B.")] }, deliver("Done.")),
        ({ turn }) => {
          if (++begun === 2) reached.open();
          return turn === 0 ? { toolCalls: [look], after: held.passed } : deliver("Counted.");
        },
      ),
    );
    const job = await agency.post(crewOrder());
    await reached.passed;
    const both = await untilRuns(agency, job, ["waiting: crew", "working", "working"]);
    const [manager, first] = [runOf(both, 1).id, runOf(both, 2).id];
    const alone = await pause(agency.scope, job.id, first);
    expect(alone.runs.map(({ status, pausing }) => [status, pausing])).toEqual([
      ["waiting", false],
      ["working", true],
      ["working", false],
    ]);
    await resume(agency.scope, job.id, first);
    await pause(agency.scope, job.id, manager);
    held.open();
    await untilRuns(agency, job, ["paused", "paused", "paused"]);
    await resume(agency.scope, job.id, manager);
    const done = await agency.until(job, "review");
    await expect(resume(agency.scope, job.id, manager)).rejects.toMatchObject({ details: { from: "delivered" } });
    expect(statesOf(done)).toEqual(["delivered", "delivered", "delivered"]);
  });
});
