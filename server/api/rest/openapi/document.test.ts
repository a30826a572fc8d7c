import { describe, expect, it } from "vitest";
import { procedureRoutes } from "../procedures";
import { openApi } from ".";

const document = openApi();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** Every value of a document with the place where it stands. */
function* walk(value: unknown, place = "#"): Generator<{ place: string; key: string; value: unknown }> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield { place, key, value: inner };
    yield* walk(inner, `${place}/${key}`);
  }
}

const everything = [...walk(document)];

describe("the OpenAPI document", () => {
  it("has every address that the design promises and that can be done by now", () => {
    const listed = operations
      .map(({ method, path }) => `${method.toUpperCase()} ${path.replace("/api/v1/", "")}`)
      .sort();
    expect(listed).toEqual([
      "GET agents",
      "GET agents/{slug}",
      "GET agents/{slug}/versions",
      "GET billing-profile",
      "GET budgets",
      "GET connector-programs",
      "GET connectors",
      "GET connectors/{slug}",
      "GET credit-notes",
      "GET credit-notes/{creditNoteId}",
      "GET credit-notes/{creditNoteId}.csv",
      "GET credit-notes/{creditNoteId}.pdf",
      "GET files/{fileId}/content",
      "GET focus",
      "GET invoices",
      "GET invoices/{invoiceId}",
      "GET invoices/{invoiceId}.csv",
      "GET invoices/{invoiceId}.focus.csv",
      "GET invoices/{invoiceId}.pdf",
      "GET invoices/{invoiceId}/account",
      "GET jobs",
      "GET jobs/{jobId}",
      "GET jobs/{jobId}/deliverables",
      "GET jobs/{jobId}/events",
      "GET jobs/{jobId}/runs/{runId}/steps/{step}/calls/{position}",
      "GET jobs/{jobId}/usage",
      "GET notifications",
      "GET prices",
      "GET projects",
      "GET seal-heads",
      "GET signing-keys",
      "GET spend",
      "GET spend.csv",
      "GET standing-orders",
      "GET standing-orders/{standingOrderId}",
      "GET wallet",
      "GET wallet/promotions",
      "GET wallet/topups",
      "GET wallet/topups/{topupId}",
      "GET webhooks",
      "POST billing-profile",
      "POST budgets",
      "POST budgets/{budgetId}/remove",
      "POST connectors",
      "POST connectors/{slug}/change",
      "POST connectors/{slug}/permissions",
      "POST connectors/{slug}/remove",
      "POST connectors/{slug}/test",
      "POST files",
      "POST invoices",
      "POST jobs",
      "POST jobs/{jobId}/accept",
      "POST jobs/{jobId}/budget",
      "POST jobs/{jobId}/cancel",
      "POST jobs/{jobId}/changes",
      "POST jobs/{jobId}/dispute",
      "POST jobs/{jobId}/forks",
      "POST jobs/{jobId}/messages",
      "POST jobs/{jobId}/pause",
      "POST jobs/{jobId}/resume",
      "POST jobs/{jobId}/runs/{runId}/cancel",
      "POST jobs/{jobId}/waits/{waitId}/decide",
      "POST notifications/read",
      "POST projects",
      "POST projects/{projectId}",
      "POST projects/{projectId}/archive",
      "POST quotes",
      "POST standing-orders",
      "POST standing-orders/{standingOrderId}/change",
      "POST standing-orders/{standingOrderId}/end",
      "POST standing-orders/{standingOrderId}/pause",
      "POST standing-orders/{standingOrderId}/resume",
      "POST wallet/topups",
      "POST webhooks",
      "POST webhooks/{webhookId}/remove",
    ]);
  });

  it("points to nothing that is not there, and describes nothing that nobody points to", () => {
    const targets = everything.filter(({ key }) => key === "$ref").map(({ value }) => String(value));
    const components = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...new Set(targets)].sort()).toEqual(components.sort());
  });

  it("declares each parameter of a path once, as required", () => {
    for (const { path, operation } of operations) {
      const declared = operation.parameters.filter((parameter) => parameter.in === "path");
      expect(declared.map(({ name }) => name)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      expect(declared.every(({ required }) => required === true)).toBe(true);
      const all = operation.parameters.map(({ name, in: place }) => `${place} ${name}`);
      expect(new Set(all).size).toBe(all.length);
    }
  });

  it("names every operation once", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("tells one real status of success, and the shape of errors", () => {
    for (const { path, method, operation } of operations) {
      const made = [
        "connectors",
        "jobs",
        "files",
        "invoices",
        "projects",
        "standing-orders",
        "wallet/topups",
        "webhooks",
      ];
      const created = made.some((what) => `${method} ${path}` === `post /api/v1/${what}`);
      expect(Object.keys(operation.responses)).toEqual([created ? "201" : "200", "default"]);
      expect(operation.responses.default?.content["application/json"]?.schema).toEqual({
        $ref: "#/components/schemas/Error",
      });
      for (const response of Object.values(operation.responses)) expect(Object.keys(response.content)).not.toEqual([]);
    }
  });

  it("asks for a key everywhere but at the roster, the prices and the signing keys", () => {
    const open = operations.filter(({ operation }) => operation.security.length === 0).map(({ path }) => path);
    expect(open.sort()).toEqual([
      "/api/v1/agents",
      "/api/v1/agents/{slug}",
      "/api/v1/agents/{slug}/versions",
      "/api/v1/prices",
      "/api/v1/signing-keys",
    ]);
    for (const { operation } of operations) {
      for (const scheme of operation.security.flatMap(Object.keys)) {
        expect(Object.keys(document.components.securitySchemes)).toContain(scheme);
      }
    }
  });

  it("offers events as JSON and as a stream, and a file as multipart", () => {
    const content = document.paths["/api/v1/jobs/{jobId}/events"]?.get?.responses["200"]?.content ?? {};
    expect(Object.keys(content).sort()).toEqual(["application/json", "text/event-stream"]);
    expect(document.paths["/api/v1/files"]?.post?.requestBody?.content).toHaveProperty(["multipart/form-data"]);
  });

  it("takes keys from the header and not from the body", () => {
    const hire = document.paths["/api/v1/jobs"]?.post;
    expect(hire?.parameters).toContainEqual(expect.objectContaining({ name: "Idempotency-Key", in: "header" }));
    const body = hire?.requestBody?.content["application/json"]?.schema;
    expect(body).toMatchObject({ required: ["title", "brief", "agents", "budget"] });
    expect(body).toHaveProperty(["properties", "fileIds"]);
    expect(body).not.toHaveProperty(["properties", "idempotencyKey"]);
  });

  it("never calls money a number", () => {
    const money = ["amount", "available", "balance", "budget", "cost", "held", "price", "rate", "total"];
    const told = everything.filter(({ key, place }) => place.endsWith("/properties") && money.includes(key));
    expect(told.length).toBeGreaterThan(10);
    for (const { value } of told) expect(value).toMatchObject({ type: "string" });
  });
});

describe("procedures on REST", () => {
  it("change something exactly when they are sent by POST", () => {
    for (const { procedure, type, method } of procedureRoutes) {
      expect(`${procedure} ${method}`).toBe(`${procedure} ${type === "mutation" ? "POST" : "GET"}`);
    }
  });
});
