import { expect, it } from "vitest";
import { order, refusal, testAgency } from "../testing/agency";

const agency = testAgency();

it("budgets, projects and webhooks are managed over REST, by those who may", async () => {
  const made = await agency.demo("POST", "projects", { json: { name: "Research", costCentre: "R-1" } });
  expect(made.status).toBe(201);
  const project = await made.json();
  expect(await refusal(agency.demo("POST", "projects", { json: { name: "Research" } }))).toMatchObject({ status: 409 });

  const set = await agency.demo("POST", "budgets", {
    json: { kind: "project", subjectId: project.id, limit: "12.50", alertPercents: [80, 50] },
  });
  const budget = await set.json();
  expect(budget).toMatchObject({
    name: "Research",
    limit: "12.50",
    spent: "0.00",
    left: "12.50",
    alertPercents: [50, 80],
  });
  expect(
    await refusal(agency.stranger("POST", "budgets", { json: { kind: "project", subjectId: project.id, limit: "1" } })),
  ).toMatchObject({ status: 404 });
  expect(await (await agency.stranger("GET", "budgets")).json()).toEqual({ budgets: [], nextCursor: null });
  for (const [body, field] of [
    [{ kind: "year", limit: "1.00" }, "kind"],
    [{ kind: "project", limit: "1.00" }, "subjectId"],
    [{ kind: "organization_month", limit: 1 }, "limit"],
    [{ kind: "organization_month", limit: "1.00", alertPercents: [0] }, "alertPercents.0"],
  ] as const) {
    expect(await refusal(agency.demo("POST", "budgets", { json: body }))).toMatchObject({
      status: 400,
      details: { field },
    });
  }

  const job = await agency.hire({ projectId: project.id });
  expect(job).toMatchObject({ project: { id: project.id, name: "Research" }, runBudget: null });
  expect(await (await agency.demo("POST", `jobs/${job.id}/budget`, { json: { budget: "6.00" } })).json()).toMatchObject(
    { budget: "6.00" },
  );
  expect(await refusal(agency.demo("POST", `jobs/${job.id}/budget`, { json: { budget: "5.00" } }))).toMatchObject({
    status: 400,
    details: { field: "budget" },
  });
  const { cost } = await agency.ended(job.id);
  const { budgets } = await (await agency.demo("GET", "budgets")).json();
  expect(budgets).toMatchObject([{ spent: cost, held: "0.00" }]);
  expect(
    await refusal(agency.demo("POST", "budgets", { json: { kind: "project", subjectId: project.id, limit: "0.00" } })),
  ).toMatchObject({
    status: 409,
    details: { field: "limit", spent: cost, least: cost },
  });

  expect((await agency.demo("POST", `projects/${project.id}/archive`)).status).toBe(200);
  expect(await refusal(agency.demo("POST", "jobs", { json: order({ projectId: project.id }) }))).toMatchObject({
    status: 400,
    details: { field: "projectId" },
  });
  expect(await (await agency.demo("POST", `budgets/${budget.id}/remove`)).json()).toEqual({ removed: true });

  const hook = await agency.demo("POST", "webhooks", { json: { url: "http://127.0.0.1:9/hook" } });
  expect(hook.status).toBe(201);
  const { id, secret } = await hook.json();
  expect(secret).toMatch(/^whsec_/);
  expect(JSON.stringify(await (await agency.demo("GET", "webhooks")).json())).not.toContain(secret);
  expect(await refusal(agency.demo("POST", "webhooks", { json: { url: "https://10.0.0.1/" } }))).toMatchObject({
    status: 400,
    details: { field: "url" },
  });
  expect(await refusal(agency.stranger("POST", `webhooks/${id}/remove`))).toMatchObject({ status: 404 });
  expect((await agency.demo("POST", `webhooks/${id}/remove`)).status).toBe(200);
  expect(await (await agency.demo("GET", "notifications")).json()).toMatchObject({
    notifications: [],
    unread: 0,
    email: false,
  });
  expect(await (await agency.demo("POST", "notifications/read", { json: {} })).json()).toEqual({ unread: 0 });
});
