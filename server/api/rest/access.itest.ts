import { describe, expect, it } from "vitest";
import { formOf, order, refusal, testAgency } from "../testing/agency";
import { keyOf, restClient } from "../testing/client";
import { openApi } from "./openapi";

const agency = testAgency();
const visitor = restClient(null);

describe("who may", () => {
  it("sees the roster and the prices without a key, and nothing else", async () => {
    const { agents } = await (await visitor("GET", "agents")).json();
    expect(agents.length).toBeGreaterThanOrEqual(8);
    expect(await (await visitor("GET", `agents/${agents[0].slug}`)).json()).toEqual(agents[0]);
    expect((await (await visitor("GET", "prices?limit=2")).json()).prices).toHaveLength(2);
    for (const path of ["jobs", "wallet", "invoices", "files/x/content", "jobs/x/events", "invoices/x.csv"]) {
      const answer = await visitor("GET", path);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
    }
    expect((await visitor("POST", "files", { body: formOf("a.csv", "a\n1\n") })).status).toBe(401);
  });

  it("is refused with a wrong key, also where none is needed", async () => {
    for (const key of ["nonsense", `hk_${"a".repeat(43)}`]) {
      expect(await refusal(visitor("GET", "agents", { key }))).toMatchObject({ status: 401, code: "unauthenticated" });
    }
    const basic = { headers: { authorization: "Basic ZGVtbzpkZW1v" } };
    expect(await refusal(visitor("GET", "jobs", basic))).toMatchObject({ status: 401 });
  });

  it("finds nothing of another organization's", async () => {
    const job = await agency.hire();
    const file = await (await agency.demo("POST", "files", { body: formOf("a.csv", "a\n1\n") })).json();
    const { id: invoice } = await (await agency.demo("POST", "invoices")).json();
    const run = job.runs[0]?.id;
    const theirs = [
      ["GET", `jobs/${job.id}`],
      ["GET", `jobs/${job.id}/events`],
      ["GET", `jobs/${job.id}/usage`],
      ["GET", `jobs/${job.id}/deliverables`],
      ["POST", `jobs/${job.id}/cancel`],
      ["POST", `jobs/${job.id}/accept`],
      ["POST", `jobs/${job.id}/runs/${run}/cancel`],
      ["GET", `files/${file.id}/content`],
      ["GET", `invoices/${invoice}`],
      ["GET", `invoices/${invoice}.csv`],
    ] as const;
    for (const [method, path] of theirs) {
      expect([path, (await refusal(agency.stranger(method, path))).status]).toEqual([path, 404]);
    }
    const stream = { headers: { accept: "text/event-stream" } };
    expect((await refusal(agency.stranger("GET", `jobs/${job.id}/events`, stream))).status).toBe(404);
    expect((await (await agency.stranger("GET", "jobs")).json()).jobs).toEqual([]);
    expect(await refusal(agency.stranger("POST", "jobs", { json: order({ fileIds: [file.id] }) }))).toMatchObject({
      status: 400,
      details: { field: "fileIds" },
    });
    await agency.ended(job.id);
  });

  it("steers nothing of another organization's, nor with a role that may not, whatever is documented", async () => {
    const job = await agency.hire();
    const standing = { ...order(), cron: "0 9 1 1 *", monthLimit: "5.00" };
    const { id: standingOrderId } = await (await agency.demo("POST", "standing-orders", { json: standing })).json();
    const ids: Record<string, string | undefined> = {
      ...{ jobId: job.id, runId: job.runs[0]?.id, standingOrderId },
      ...{ step: "1", position: "0" },
    };
    const unknown = "00000000-0000-7000-8000-000000000000";
    // All that any of them takes.
    const json = { text: "x", reason: "x", decision: "approve", budget: "9.00", runId: ids.runId, step: 1 };
    const billing = restClient(await keyOf(agency.scope, "billing"));
    const seen: string[] = [];
    for (const [template, methods] of Object.entries(openApi().paths)) {
      if (!/\{(jobId|standingOrderId)\}/.test(template)) continue;
      const path = template.replace("/api/v1/", "").replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? unknown);
      for (const method of Object.keys(methods).map((name) => name.toUpperCase())) {
        const options = method === "POST" ? { json } : {};
        expect([path, (await refusal(agency.stranger(method, path, options))).status]).toEqual([path, 404]);
        if (method === "POST") expect([path, (await billing(method, path, options)).status]).toEqual([path, 403]);
        seen.push(`${method} ${template.replace("/api/v1/", "")}`);
      }
    }
    expect(seen).toContain("POST jobs/{jobId}/waits/{waitId}/decide");
    expect(seen).toContain("POST standing-orders/{standingOrderId}/resume");
    const after = await agency.ended(job.id);
    expect(after).toMatchObject({ status: "review", budget: job.budget, dispute: null });
    const kept = await (await agency.demo("GET", `standing-orders/${standingOrderId}`)).json();
    expect(kept).toMatchObject({ status: "standing", cron: standing.cron });
    await agency.demo("POST", `standing-orders/${standingOrderId}/end`);
  });

  it("is told which role it takes", async () => {
    const billing = restClient(await keyOf(agency.scope, "billing"));
    expect(await refusal(billing("POST", "jobs", { json: order() }))).toMatchObject({
      status: 403,
      details: { permission: "job.hire", role: "billing" },
    });
    expect((await refusal(billing("POST", "files", { body: formOf("a.csv", "a\n1\n") }))).status).toBe(403);
    expect((await billing("GET", "wallet")).status).toBe(200);
  });

  it("uses the browser's session, but not for another site", async () => {
    const browser = restClient(null, async () => agency.scope);
    expect((await browser("GET", "wallet")).status).toBe(200);
    const file = () => ({ body: formOf("a.csv", "a\n1\n") });
    const ours = { "sec-fetch-site": "same-origin", origin: "http://agency.test" };
    expect((await browser("POST", "files", { ...file(), headers: ours })).status).toBe(201);
    const theirs = { "sec-fetch-site": "cross-site", origin: "http://evil.test" };
    expect(await refusal(browser("POST", "files", { ...file(), headers: theirs }))).toMatchObject({ status: 403 });
  });
});

describe("the addresses", () => {
  it("tells an unknown one, and the methods of one that has others", async () => {
    expect(await refusal(agency.demo("GET", "payroll"))).toMatchObject({ status: 404, code: "not_found" });
    expect(await refusal(agency.demo("POST", "jobs/x/pause"))).toMatchObject({ status: 404 });
    const wrong = await agency.demo("DELETE", "jobs");
    expect(wrong.headers.get("allow")).toBe("GET, POST, HEAD, OPTIONS");
    expect(await refusal(Promise.resolve(wrong))).toMatchObject({ status: 405, code: "method_not_allowed" });
    const options = await agency.demo("OPTIONS", "wallet");
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
  });

  it("that are documented all answer, with what is documented", async () => {
    const unknown = "00000000-0000-7000-8000-000000000000";
    for (const [template, methods] of Object.entries(openApi().paths)) {
      const path = template.replace("/api/v1/", "").replace(/\{\w+\}/g, unknown);
      for (const [method, { responses }] of Object.entries(methods)) {
        const answer = await agency.demo(method.toUpperCase(), path);
        const isJson = answer.headers.get("content-type")?.includes("json");
        const told = isJson ? await answer.json() : {};
        const known = answer.ok ? String(answer.status) in responses : typeof told.error.message === "string";
        expect([template, method, known]).toEqual([template, method, true]);
        expect([template, method, answer.status, told.error?.details.what]).not.toEqual([
          template,
          method,
          404,
          "address",
        ]);
        expect(answer.status).not.toBe(405);
        expect([template, method, answer.status < 500]).toEqual([template, method, true]);
        expect(answer.headers.get("x-request-id")).toBeTruthy();
      }
    }
  });

  it("that take an id find nothing for what cannot be one", async () => {
    for (const path of [
      "jobs/nope",
      "jobs/nope/events",
      "jobs/nope/usage",
      "files/nope/content",
      "invoices/nope",
      "invoices/nope.csv",
      "agents/nope",
    ]) {
      expect([path, (await refusal(agency.demo("GET", path))).status]).toEqual([path, 404]);
    }
  });
});
