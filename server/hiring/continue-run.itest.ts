import { describe, expect, it } from "vitest";
import { getJobUsage } from "#billing";
import type { Script, ScriptedReply } from "../../e2e/fixtures/model-server";
import { acceptJob, askForChanges, cancelJob, forkRun, type JobView, listDeliverables } from ".";
import { agencyAtWork, findings, runOf } from "./testing/agency-at-work";
import { deliver, writeFile } from "./testing/replies";

const write = (path: string, content: string): ScriptedReply => ({
  text: `I write ${path}.`,
  toolCalls: [writeFile(path, content)],
});
const LOOK: ScriptedReply = { toolCalls: [{ name: "list_files", args: {} }] };

/**
 * Writes one file, then another, and delivers. Whoever is asked for something else looks what is there, and delivers a
 * list of it.
 */
const work: Script = ({ turn, lastUserText, toolResults }) => {
  const listed = toolResults.findLast(({ name }) => name === "list_files")?.content;
  const isWished = lastUserText.startsWith("Then");
  if (isWished && toolResults.at(-1)?.name !== "list_files") return LOOK;
  if (isWished) return deliver(`Now: ${listed}`);
  if (turn === 0) return write("first.md", "one");
  if (turn === 1) return write("second.md", "two");
  return deliver("Two files.", ["first.md", "second.md"]);
};

const agency = agencyAtWork({ script: work });

const delivered = async (): Promise<JobView> =>
  agency.until(await agency.post({ brief: "Write two files.", runBudget: "2.00" }), "review");

const summaryOf = async (job: JobView, lane: number) =>
  (await listDeliverables(agency.scope, job.id)).find(({ runId }) => runId === runOf(job, lane).id)?.summary;

describe("asking for changes", () => {
  it("goes on from what was delivered, with its files and its conversation, and bills only what is new", async () => {
    const job = await delivered();
    const before = await getJobUsage(agency.scope, job.id);
    const from = agency.models.requests.length;
    const asked = await askForChanges(agency.scope, job.id, { text: "Then list them." });
    const first = runOf(job, 1);
    expect(runOf(asked.job, 2)).toMatchObject({
      agent: "data-analyst",
      agentVersion: first.agentVersion,
      continues: { runId: first.id, step: 3, wish: "Then list them." },
      cost: "0.00",
    });
    const done = await agency.until(job, "review");
    expect(done.runs.map(({ status, steps }) => `${status} ${steps}`)).toEqual(["delivered 3", "delivered 2"]);
    expect(await summaryOf(done, 2)).toMatch(/first\.md.*second\.md/);

    const [call] = agency.models.requests.slice(from);
    const sent = JSON.stringify(call?.body);
    for (const text of [
      "Write two files.",
      "I write first.md.",
      "I write second.md.",
      "Delivered.",
      "Then list them.",
    ]) {
      expect(sent.split(text).length, text).toBe(2);
    }
    const { lines } = await getJobUsage(agency.scope, job.id);
    expect(lines.filter(({ runId }) => runId === first.id)).toEqual(before.lines);
    expect(new Set(lines.flatMap(({ runId, step }) => (runId === first.id ? [] : [step])))).toEqual(new Set([1, 2]));
    expect(await findings()).toEqual([]);
  });

  it("is once for a key, needs a delivery, and an open job", async () => {
    const job = await delivered();
    const order = { text: "Then list them." };
    const [one, other] = await Promise.all([
      askForChanges(agency.scope, job.id, order, { idempotencyKey: "changes-1" }),
      askForChanges(agency.scope, job.id, order, { idempotencyKey: "changes-1" }),
    ]);
    expect([one.replayed, other.replayed].sort()).toEqual([false, true]);
    const done = await agency.until(job, "review");
    expect(done.runs).toHaveLength(2);
    await expect(askForChanges(agency.scope, job.id, order)).rejects.toMatchObject({ code: "invalid_input" });
    await acceptJob(agency.scope, job.id);
    await expect(askForChanges(agency.scope, job.id, { ...order, runId: runOf(done, 1).id })).rejects.toMatchObject({
      code: "conflict",
    });
    const cancelled = await agency.post();
    await cancelJob(agency.scope, cancelled.id);
    await agency.until(cancelled, "cancelled");
    await expect(askForChanges(agency.scope, cancelled.id, order)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("forking", () => {
  it("goes on from a step as it was then, also from a run that continues another", async () => {
    const job = await delivered();
    const { id: runId } = runOf(job, 1);
    await forkRun(agency.scope, job.id, { runId, step: 1, text: "Then what is there?" });
    const forked = await agency.until(job, "review");
    expect(await summaryOf(forked, 2)).toContain("first.md");
    expect(await summaryOf(forked, 2)).not.toContain("second.md");

    const from = agency.models.requests.length;
    await forkRun(agency.scope, job.id, { runId: runOf(forked, 2).id, step: 1, text: "Then once more." });
    await agency.until(job, "review");
    const sent = JSON.stringify(agency.models.requests[from]?.body);
    const order = ["Write two files.", "I write first.md.", "Then what is there?", "list_files", "Then once more."];
    const places = order.map((text) => sent.indexOf(text, sent.indexOf("Write two files.")));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(sent).not.toContain("second.md");
  });

  it("without a word repeats what came after that step", async () => {
    const job = await delivered();
    await forkRun(agency.scope, job.id, { runId: runOf(job, 1).id, step: 1 });
    const forked = await agency.until(job, "review");
    expect(forked.runs.map(({ steps }) => steps)).toEqual([3, 2]);
    expect(await summaryOf(forked, 2)).toBe("Two files.");
    const files = (await listDeliverables(agency.scope, job.id)).map((one) =>
      one.files.map(({ name, sha256 }) => [name, sha256]),
    );
    expect(files[1]).toEqual(files[0]);
  });

  it("needs a finished step of this job's own run", async () => {
    const job = await delivered();
    const { id: runId } = runOf(job, 1);
    await expect(forkRun(agency.scope, job.id, { runId, step: 9 })).rejects.toMatchObject({ code: "invalid_input" });
    const other = runOf(await delivered(), 1).id;
    await expect(forkRun(agency.scope, job.id, { runId: other, step: 1 })).rejects.toMatchObject({ code: "not_found" });
  });
});
