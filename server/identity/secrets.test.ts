import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidInput } from "#kernel";
import { hashApiKey, newApiKeySecret, readBearer, visiblePartOf } from "./api-key";
import { hashPassword, newReadablePassword, passwordFits } from "./passwords";
import { read, registration } from "./schema";

describe("an API key", () => {
  it("is read from a header as from itself, and nothing else is one", () => {
    const key = newApiKeySecret();
    expect(key).toMatch(/^hk_[0-9A-Za-z]{43}$/);
    expect([key, `Bearer ${key}`, `bearer  ${key} `].map(readBearer)).toEqual([key, key, key]);
    expect([`Basic ${key}`, `${key}x`, "", "Bearer", "hk_short"].map(readBearer)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    fc.assert(fc.property(fc.string(), (text) => readBearer(text) === null || text.includes("hk_")));
  });

  it("is never the same twice, and shows little of itself", () => {
    expect(new Set(Array.from({ length: 200 }, newApiKeySecret)).size).toBe(200);
    expect(visiblePartOf(newApiKeySecret())).toHaveLength(8);
    expect(hashApiKey("hk_x")).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("a password", () => {
  it("fits only its own argon2id hash, and never a missing one", async () => {
    const hash = await hashPassword("correct horse battery");
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwordFits(hash, "correct horse battery")).toBe(true);
    expect(await passwordFits(hash, "correct horse batterz")).toBe(false);
    expect(await passwordFits(null, "correct horse battery")).toBe(false);
  });

  it("that we make can be read out and typed", () => {
    expect(newReadablePassword()).toMatch(/^([a-z]{6}-){3}[a-z]{6}$/);
    expect(newReadablePassword()).not.toBe(newReadablePassword());
  });
});

describe("a registration", () => {
  const good = {
    email: " Ada@Example.COM ",
    password: "ten letters",
    name: " Ada ",
    organization: "Analytical Engines",
  };

  it("is trimmed, with the address in lower case", () => {
    expect(read(registration, good)).toEqual({ ...good, email: "ada@example.com", name: "Ada" });
  });

  it.each([
    ["email", { email: "ada" }],
    ["password", { password: "too short" }],
    ["password", { password: "x".repeat(257) }],
    ["name", { name: "  " }],
    ["organization", { organization: "x".repeat(101) }],
  ])("without a good %s is refused, and the field named", (field, change) => {
    try {
      read(registration, { ...good, ...change });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidInput);
      expect(error).toMatchObject({ details: { field } });
    }
  });
});
