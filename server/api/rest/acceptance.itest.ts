import { expect, it } from "vitest";
import type { JobView } from "#hiring";
import { analystScript } from "../../../e2e/fixtures/model-server";
import { refusal, testAgency } from "../testing/agency";

const agency = testAgency(analystScript());

const post = (acceptance: unknown) =>
  agency.demo("POST", "jobs", {
    json: {
      title: "Rows",
      brief: "Count the rows.",
      agents: ["data-analyst"],
      budget: "5.00",
      fileIds: [],
      acceptance,
    },
  });

it("takes acceptance criteria over REST, keeps them word for word, and tells what came of them", async () => {
  const schema = { type: "object", required: ["total"], properties: { total: { minimum: 5 } } };
  const checks = [
    { kind: "json_matches", path: "report.md", schema },
    { kind: "file_exists", path: "report.md" },
  ];
  const response = await post({ checks, rounds: 1 });
  expect(response.status).toBe(201);
  const job: JobView = await response.json();
  expect(job.acceptance).toEqual({ checks, criteria: null, rounds: 1, verifier: null });

  const ended = await agency.ended(job.id);
  expect(ended).toMatchObject({ status: "failed", runs: [{ status: "failed" }] });
  const answer = await agency.demo("GET", `jobs/${job.id}/events?limit=1000`);
  const { events }: { events: { type: string; data: unknown }[] } = await answer.json();
  expect(events.filter(({ type }) => type === "delivery.checked")).toMatchObject([
    { data: { round: 1, checks: [{ problem: expect.stringContaining("It is no JSON") }, { problem: null }] } },
  ]);

  const work = async () => (await agency.demo("GET", `jobs/${job.id}/deliverables`)).json();
  const runId = job.runs[0]?.id;
  const unmet = [expect.stringContaining("It is no JSON")];
  expect(await work()).toMatchObject({ deliverables: [], proposals: [{ runId, unmet }] });
  expect(await refusal(agency.demo("POST", `jobs/${job.id}/accept`))).toMatchObject({ status: 409 });
  const accepted = await agency.demo("POST", `jobs/${job.id}/accept`, { json: { runId } });
  expect(await accepted.json()).toMatchObject({ status: "accepted" });
  expect(await work()).toMatchObject({ deliverables: [{ runId, unmet }], proposals: [] });
});

it.each([
  [{}, "acceptance"],
  [{ checks: [{ kind: "file_exists", path: "" }] }, "acceptance.checks.0.path"],
  [{ checks: [{ kind: "file_exists", path: "/etc/passwd" }] }, "acceptance.checks.0.path"],
  [{ criteria: "Right.", rounds: 6 }, "acceptance.rounds"],
  [{ criteria: "Right.", verifier: "data-analyst" }, "acceptance.verifier"],
])("refuses %j at its field", async (acceptance, field) => {
  expect(await refusal(post(acceptance))).toMatchObject({ status: 400, details: { field } });
});
