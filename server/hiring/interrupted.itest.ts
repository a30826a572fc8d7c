import { afterAll, beforeAll, expect, it } from "vitest";
import type { Decision } from "#events";
import { chaosAgency } from "../../e2e/fixtures/chaos";
import type { Script } from "../../e2e/fixtures/model-server";
import { LETTER_WORKER, openPostOffice, type PostOffice } from "../../e2e/fixtures/outside";
import { decide, type WaitView } from ".";

const agency = chaosAgency({ main: LETTER_WORKER });
let post: PostOffice;

beforeAll(async () => {
  post = await openPostOffice();
  process.env.OUTSIDE_URL = post.url;
});
afterAll(() => post.close());

const letter = { name: "mcp__post__send_letter", args: { to: "Ann" } };
/** Sends one letter, then delivers what it was told about it. */
const sendOne: Script = ({ turn, toolResults }) => {
  if (turn === 0) return { toolCalls: [letter] };
  const last = toolResults.at(-1);
  if (last?.name === "deliver" && !last.isError) return { text: "Delivered." };
  return { toolCalls: [{ name: "deliver", args: { summary: `Told: ${last?.content}`, files: [] } }] };
};

const PATIENCE = { timeout: 60_000, interval: 50 };

/** Kills the worker while its letter is on the way, and another worker comes. @returns what the run then waits for */
async function loseWorkerMidLetter() {
  agency.follow(sendOne);
  post.fallSilent();
  const before = post.letters();
  const first = await agency.startWorker();
  const job = await agency.hire();
  await expect.poll(() => post.letters() - before, PATIENCE).toBe(1);
  expect(await first.end("SIGKILL")).toBe(null);
  post.speak();
  await agency.startWorker();
  const waits = async (): Promise<WaitView[]> => (await job.view()).runs.flatMap((run) => run.waits);
  await expect.poll(waits, PATIENCE).toHaveLength(1);
  const [wait] = await waits();
  expect(wait?.subject).toEqual({ kind: "interrupted", tool: letter.name, args: letter.args });
  expect((await job.view()).runs).toMatchObject([{ status: "waiting", reason: "approval", steps: 1 }]);
  expect(post.letters() - before).toBe(1);
  const settle = (decision: Decision, note?: string) =>
    decide(agency.scope(), job.id, wait?.id ?? "", { decision, note });
  return { job, settle, letters: () => post.letters() - before };
}

it("a call with an effect outside is never made again by itself; it is when a person says so", async () => {
  const { job, settle, letters } = await loseWorkerMidLetter();
  await settle("approve");
  expect(await job.end()).toMatchObject({ status: "review" });
  expect(letters()).toBe(2);
  expect(await job.bill()).toMatchObject({ charged: 2, lost: [] });
});

it("goes on with a person's note when it has happened", async () => {
  const { job, settle, letters } = await loseWorkerMidLetter();
  await settle("done", "It lies in her box.");
  const { id } = await job.end();
  expect(letters()).toBe(1);
  const delivered = await agency.owner.query("select summary from deliverables where job_id = $1", [id]);
  expect(delivered.rows).toEqual([
    {
      summary:
        "Told: This call was cut off, and the client has seen that it happened. The client's note: It lies in her box.",
    },
  ]);
});
