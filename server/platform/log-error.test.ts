import { DrizzleQueryError } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { NotFound } from "#kernel";
import { describeError } from "./log-error";

describe("an error in the log", () => {
  it("says what it is, where it came from and why", () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    const told = describeError(new Error("cannot listen", { cause: refused }));
    expect(told).toMatchObject({
      type: "Error",
      message: "cannot listen",
      cause: { message: "connect ECONNREFUSED", code: "ECONNREFUSED" },
    });
    expect(told.stack).toMatch(/^ {4}at .*log-error\.test\.ts/);
    expect(describeError(new NotFound("job", "x"))).toMatchObject({ type: "NotFound", code: "not_found" });
  });

  it("has nothing of what a library hangs on it", () => {
    const client = { connectionParameters: { password: "hunter2" } };
    const lost = Object.assign(new Error("terminating connection"), { code: "57P01", client });
    const query = new DrizzleQueryError("insert into jobs values ($1)", ["a client's own words"], lost);
    const line = JSON.stringify(describeError(query));
    expect(line).toContain("insert into jobs");
    expect(line).toContain("57P01");
    expect(line).not.toContain("hunter2");
    expect(line).not.toContain("a client's own words");
  });

  it("ends, whatever was thrown", () => {
    const circle = new Error("a".repeat(10_000));
    circle.cause = circle;
    expect(JSON.stringify(describeError(circle)).length).toBeLessThan(50_000);
    expect(describeError("no error at all")).toEqual({ type: "string", message: "no error at all" });
    expect(describeError(null)).toEqual({ type: "object", message: "null" });
  });
});
