import { TRPCError } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Conflict, DomainError, InvalidInput, NotFound } from "#kernel";
import { describeFailure, FAILURES } from "./error-map";

const wrap = (cause: unknown) => new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause });
const badInput = (schema: z.ZodType, value: unknown) =>
  describeFailure(new TRPCError({ code: "BAD_REQUEST", cause: schema.safeParse(value).error }), "r");

describe("the error map", () => {
  it("gives a domain failure its status and keeps its words, also inside tRPC's wrapping", () => {
    for (const error of [
      new NotFound("job", "x"),
      wrap(new NotFound("job", "x")),
      wrap(wrap(new NotFound("job", "x"))),
    ]) {
      expect(describeFailure(error, "r")).toMatchObject({ code: "not_found", status: 404, trpc: "NOT_FOUND" });
    }
    expect(describeFailure(new Conflict("Twice."), "r")).toMatchObject({ status: 409, message: "Twice." });
    expect(describeFailure(new DomainError("insufficient_funds", "Empty."), "r").status).toBe(402);
  });

  it("hides what nobody foresaw behind the request's id", () => {
    const secret = "connect ECONNREFUSED postgres://app:secret@10.0.0.1";
    for (const error of [
      new Error(secret),
      wrap(new Error(secret)),
      secret,
      new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: secret }),
    ]) {
      const told = describeFailure(error, "request-1");
      expect(told).toMatchObject({ code: "internal", status: 500, details: { requestId: "request-1" } });
      expect(JSON.stringify(told)).not.toContain("secret");
    }
  });

  it("hides the shape of an output that is not as promised", () => {
    const cause = z.object({ hash: z.string() }).safeParse({}).error;
    expect(describeFailure(new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause }), "r")).toMatchObject({
      code: "internal",
    });
  });

  it("names the field of an input and what is wrong with it", () => {
    const order = z.object({ budget: z.string(), files: z.array(z.object({ id: z.string().max(2) })).default([]) });
    expect(badInput(order, {})).toMatchObject({
      code: "invalid_input",
      status: 400,
      message: "budget: is missing.",
      details: { field: "budget" },
    });
    expect(badInput(order, { budget: 5 }).message).toBe("budget: must be a string, not number.");
    expect(badInput(order, { budget: "5", files: [{ id: "abc" }] }).details.field).toBe("files.0.id");
    expect(badInput(order, "text").details.field).toBe("input");
  });

  it.each([
    [z.string().max(20_000), "x".repeat(20_001), "must have at most 20,000 characters."],
    [z.string().min(1), "", "must have at least 1 character."],
    [z.array(z.string()).max(2), ["a", "b", "c"], "must have at most 2 items."],
    [z.int().max(5), 9, "must be at most 5."],
    [z.number().gt(0), 0, "must be more than 0."],
    [z.string().max(2, "Write less."), "abc", "Write less."],
  ])("says in plain words what size is wanted: %#", (schema, value, words) => {
    expect(badInput(z.object({ field: schema }), { field: value }).message).toBe(`field: ${words}`);
  });

  it("tells every fault of an input at once", () => {
    const { details, message } = badInput(z.object({ a: z.string(), b: z.string() }), {});
    expect(details.issues).toEqual(["a: is missing.", "b: is missing."]);
    expect(message).toBe("a: is missing. b: is missing.");
  });

  it("gives a DomainError of the data layer in an input's place its own field", () => {
    expect(describeFailure(wrap(new InvalidInput("budget", "Too small.")), "r").details).toEqual({ field: "budget" });
  });

  it("has an HTTP status for every code that is an error", () => {
    for (const { http } of Object.values(FAILURES)) expect(http).toBeGreaterThanOrEqual(400);
  });
});
