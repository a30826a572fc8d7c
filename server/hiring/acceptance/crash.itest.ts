import { describe, expect, it } from "vitest";
import { auditBooks, getJobUsage } from "#billing";
import { listEvents } from "#events";
import { chaosAgency } from "../../../e2e/fixtures/chaos";
import type { Script } from "../../../e2e/fixtures/model-server";
import { jobOrder } from "../schema";

const agency = chaosAgency();
const { acceptance } = jobOrder.shape;

const judged = acceptance.parse({ criteria: "The files are listed.", verifier: "code-reviewer" });

const verdict = { toolCalls: [{ name: "verdict", args: { passed: true, reasons: ["All there."] } }] };

/** Delivers at once; the first verdict never comes, all later ones pass. */
function scriptWithoutFirstVerdict(): Script {
  let hung = false;
  return ({ tools }) => {
    if (!tools.includes("verdict")) return { toolCalls: [{ name: "deliver", args: { summary: "Done.", files: [] } }] };
    if (hung) return verdict;
    hung = true;
    return { fail: { hang: true } };
  };
}

describe("a worker that dies", () => {
  it("while a verifier judges leaves the step as it was paid, and the next one asks again", async () => {
    agency.follow(scriptWithoutFirstVerdict());
    const first = await agency.startWorker();
    const job = await agency.hire({ acceptance: judged });
    await job.calls(2);
    await first.end("SIGKILL");

    await agency.startWorker();
    expect(await job.end()).toMatchObject({ status: "review", runs: [{ status: "delivered", steps: 1 }] });
    const { lines, waste } = await getJobUsage(agency.scope(), job.id);
    const charged = new Set(lines.map(({ step, attempt, purpose }) => `${step} ${attempt} ${purpose}`));
    expect([...charged].sort()).toEqual(["1 1 work", "1 3 verification"]);
    expect(waste).toMatchObject([{ step: 1, attempt: 2 }]);
    expect(await job.calls(0)).toBe(3);
    expect((await auditBooks()).filter(({ violations }) => violations > 0)).toEqual([]);
  });

  it("between a paid verdict and the delivery never pays for it again", async () => {
    agency.follow(({ tools }) =>
      tools.includes("verdict") ? verdict : { toolCalls: [{ name: "deliver", args: { summary: "Done.", files: [] } }] },
    );
    // The delivery waits for this lock, and with it the worker, until it is dead.
    await agency.owner.query("begin");
    await agency.owner.query("lock table deliverables in exclusive mode");
    const first = await agency.startWorker();
    const job = await agency.hire({ acceptance: judged });
    const settled = () => agency.owner.query("select from verdicts where run_id = $1", [job.runIds[0]]);
    await expect.poll(async () => (await settled()).rowCount, { timeout: 60_000, interval: 20 }).toBe(1);
    await first.end("SIGKILL");
    await agency.owner.query("rollback");

    await agency.startWorker();
    expect(await job.end()).toMatchObject({ status: "review", runs: [{ status: "delivered", steps: 1 }] });
    const { lines, waste } = await getJobUsage(agency.scope(), job.id);
    const charged = new Set(lines.map(({ attempt, purpose }) => `${attempt} ${purpose}`));
    expect([[...charged].sort(), waste]).toEqual([["1 work", "2 verification"], []]);
    expect(await job.calls(0)).toBe(2);
    const events = await listEvents(agency.scope(), job.id, { after: 0, limit: 1_000 });
    expect(events.filter(({ type }) => type === "run.started").length).toBe(2);
    expect((await auditBooks()).filter(({ violations }) => violations > 0)).toEqual([]);
  });
});
