import { expect, it } from "vitest";
import type { JobView } from "#hiring";
import { analystScript } from "../../../e2e/fixtures/model-server";
import { refusal, testAgency } from "../testing/agency";

let begin = (): void => undefined;
const paused = new Promise<void>((resolve) => {
  begin = resolve;
});
const work = analystScript();
/** The first step of all takes until it is told to end. */
const agency = testAgency((request) => ({ ...work(request), after: request.callIndex === 0 ? paused : undefined }));

const read = async (answer: Promise<Response>): Promise<JobView> => {
  const response = await answer;
  expect(response.status).toBe(200);
  return response.json();
};

it("pauses, writes to, resumes, changes and disputes a job over REST", async () => {
  const job = await agency.hire();
  const paused = await read(agency.demo("POST", `jobs/${job.id}/pause`));
  expect(paused.runs.every((run) => run.status === "paused" || run.pausing)).toBe(true);
  await read(agency.demo("POST", `jobs/${job.id}/messages`, { json: { text: "In euros, please." } }));
  begin();
  await read(agency.demo("POST", `jobs/${job.id}/resume`));
  expect((await agency.ended(job.id)).status).toBe("review");

  const headers = { "idempotency-key": "changes-1" };
  const json = { text: "Once more." };
  const changed = await read(agency.demo("POST", `jobs/${job.id}/changes`, { json, headers }));
  expect(changed.runs[1]?.continues).toMatchObject({ runId: job.runs[0]?.id, wish: "Once more." });
  const again = await agency.demo("POST", `jobs/${job.id}/changes`, { json, headers });
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect((await agency.ended(job.id)).runs).toHaveLength(2);

  const forked = await read(agency.demo("POST", `jobs/${job.id}/forks`, { json: { runId: job.runs[0]?.id, step: 1 } }));
  expect(forked.runs[2]?.continues).toMatchObject({ step: 1, wish: null });
  await agency.ended(job.id);

  const disputed = await read(agency.demo("POST", `jobs/${job.id}/dispute`, { json: { reason: "Wrong figures." } }));
  expect(disputed.dispute).toMatchObject({ status: "open", reason: "Wrong figures." });
  expect((await read(agency.demo("POST", `jobs/${job.id}/accept`))).dispute).toMatchObject({ status: "withdrawn" });
});

it("says what is wrong, to whom it belongs", async () => {
  const job = await agency.hire();
  for (const [path, json] of [
    ["pause", {}],
    ["resume", {}],
    ["messages", { text: "Hello" }],
    ["changes", { text: "Hello" }],
    ["forks", { runId: job.runs[0]?.id, step: 1 }],
    ["dispute", { reason: "Hello" }],
    ["waits/none/decide", { decision: "approve" }],
  ] as const) {
    expect(await refusal(agency.stranger("POST", `jobs/${job.id}/${path}`, { json })), path).toMatchObject({
      status: 404,
      code: "not_found",
    });
  }
  expect(await refusal(agency.demo("POST", `jobs/${job.id}/messages`, { json: { text: " " } }))).toMatchObject({
    status: 400,
    details: { field: "text" },
  });
  await agency.ended(job.id);
  for (const path of ["pause", "resume"]) {
    expect(await refusal(agency.demo("POST", `jobs/${job.id}/${path}`))).toMatchObject({
      status: 409,
      code: "illegal_transition",
    });
  }
});
