import { describe, expect, it } from "vitest";
import { compilePath } from "./match";
import type { Method, NativeRoute } from "./route";
import { RouteTable } from "./routes";

const native = (method: Method, path: `/${string}`, accept?: string): NativeRoute => ({
  method,
  path,
  accept,
  summary: path,
  tag: "Test",
  permission: "job.read",
  answer: async () => new Response(),
});

describe("a path template", () => {
  it("takes a parameter up to the next slash", () => {
    const pattern = compilePath("/jobs/{jobId}/runs/{runId}/cancel");
    expect(pattern.match("/jobs/a/runs/b/cancel")).toEqual({ jobId: "a", runId: "b" });
    expect(pattern.match("/jobs/a/x/runs/b/cancel")).toBeNull();
    expect(pattern.match("/jobs//runs/b/cancel")).toBeNull();
    expect(pattern.match("/jobs/a/runs/b/cancel/")).toBeNull();
  });

  it("decodes parameters, and refuses what cannot be decoded", () => {
    const pattern = compilePath("/agents/{slug}");
    expect(pattern.match("/agents/a%2Fb%20c")).toEqual({ slug: "a/b c" });
    expect(pattern.match("/agents/%zz")).toBeNull();
  });

  it("takes its own punctuation literally", () => {
    expect(compilePath("/invoices/{id}.csv").match("/invoices/7xcsv")).toBeNull();
    expect(compilePath("/invoices/{id}.csv").match("/invoices/7.csv")).toEqual({ id: "7" });
  });
});

describe("the route table", () => {
  const table = new RouteTable([
    native("GET", "/invoices/{id}"),
    native("GET", "/invoices/{id}.csv"),
    native("GET", "/jobs/{id}/events"),
    native("GET", "/jobs/{id}/events", "text/event-stream"),
    native("GET", "/jobs"),
    native("POST", "/jobs"),
  ]);
  const pathOf = (method: string, path: string, accept = "") => table.find(method, path, accept).route?.path;

  it("prefers the template that says more", () => {
    expect(pathOf("GET", "/invoices/7.csv")).toBe("/invoices/{id}.csv");
    expect(pathOf("GET", "/invoices/7")).toBe("/invoices/{id}");
  });

  it("goes by the media type asked for", () => {
    const found = (accept: string) => table.find("GET", "/jobs/1/events", accept).route;
    expect(found("text/event-stream")).toMatchObject({ accept: "text/event-stream" });
    expect(found("application/json")).toMatchObject({ accept: undefined });
    expect(found("*/*")).toMatchObject({ accept: undefined });
  });

  it("tells the methods of a path that has others, and none of a path that does not exist", () => {
    expect(table.find("DELETE", "/jobs", "")).toEqual({ route: null, allow: ["GET", "POST"] });
    expect(table.find("GET", "/payroll", "")).toEqual({ route: null, allow: [] });
  });
});
