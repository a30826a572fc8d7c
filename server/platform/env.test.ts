import { describe, expect, it } from "vitest";
import { InvalidEnvironment, isPublic, providerDailyCeiling, publicUrl, readEnv } from "./env";

const errorOf = (source: Record<string, string>): string => {
  try {
    readEnv(source);
  } catch (error) {
    if (error instanceof InvalidEnvironment) return error.message;
    throw error;
  }
  throw new Error("the environment was accepted");
};

describe("readEnv", () => {
  it("needs nothing", () => {
    const env = readEnv({});
    expect(env).toMatchObject({ PORT: 3000, HOST: "127.0.0.1", LOG_LEVEL: "info" });
    expect(env.HIRELING_HOME).toBe(`${process.cwd()}/.hireling`);
    expect(env.ANTHROPIC_API_KEY).toBeUndefined();
  });

  it("lets agents onto the web, and to the hosts of a list", () => {
    expect(readEnv({})).toMatchObject({ FETCH_URL: "on", FETCH_ALLOW: [], CONNECTORS_ALLOW: [] });
    expect(readEnv({ FETCH_ALLOW: " Wiki.Example:443, [::1]:80," }).FETCH_ALLOW).toEqual([
      "wiki.example:443",
      "[::1]:80",
    ]);
  });

  it("takes empty and blank values as not set", () => {
    expect(readEnv({ PORT: "", DATABASE_URL: " ", LOG_LEVEL: "" })).toMatchObject({ PORT: 3000, LOG_LEVEL: "info" });
  });

  it.each([
    ["PORT", "http"],
    ["PORT", "0"],
    ["PORT", "70000"],
    ["PORT", "30.5"],
    ["DATABASE_URL", "mysql://x/y"],
    ["REDIS_URL", "localhost"],
    ["AUTH_SECRET", "short"],
    ["HIRELING_ENCRYPTION_KEY", "xyz"],
    ["STORAGE_URL", "s3://bucket"],
    ["STORAGE_URL", "/folder"],
    ["ANTHROPIC_BASE_URL", "example.com"],
    ["LOG_LEVEL", "loud"],
    ["FETCH_URL", "yes"],
    ["FETCH_ALLOW", "http://127.0.0.1:8080"],
    ["FETCH_ALLOW", "127.0.0.1"],
    ["CONNECTORS_ALLOW", "https://mcp.example.internal"],
    ["SMTP_URL", "mail.example.com"],
    ["STRIPE_API_BASE", "api.stripe.com"],
    ["STRIPE_API_BASE", "http://stripe.example.com"],
    ["PROVIDER_DAILY_COST_CEILING", "-1"],
    ["PROVIDER_DAILY_COST_CEILING", "NaN"],
  ])("names %s when it is %j", (name, value) => {
    expect(errorOf({ [name]: value })).toContain(`  ${name} `);
  });

  it("names all that is wrong at once, without repeating a value", () => {
    const message = errorOf({ PORT: "x", AUTH_SECRET: "hunter2" });
    expect(message).toContain("PORT");
    expect(message).toContain("AUTH_SECRET");
    expect(message).not.toContain("hunter2");
  });

  it("wants both halves of a sign-in provider", () => {
    expect(errorOf({ AUTH_GITHUB_ID: "id" })).toContain("AUTH_GITHUB_SECRET must be set as well");
    expect(errorOf({ SMTP_URL: "smtp://mail:25" })).toContain("MAIL_FROM must be set as well");
    expect(errorOf({ STRIPE_SECRET_KEY: "sk" })).toContain("STRIPE_WEBHOOK_SECRET must be set as well");
    expect(readEnv({ STRIPE_API_BASE: "http://127.0.0.1:12111" }).STRIPE_API_BASE).toBeDefined();
    expect(readEnv({ AUTH_GITHUB_ID: "id", AUTH_GITHUB_SECRET: "s" }).AUTH_GITHUB_ID).toBe("id");
  });
});

describe("a public agency", () => {
  it.each([
    ["127.0.0.1", false],
    ["127.8.8.8", false],
    ["localhost", false],
    ["::1", false],
    ["0.0.0.0", true],
    ["127.evil.example", true],
    ["10.0.0.4", true],
  ])("%s: %s", (HOST, expected) => {
    expect(isPublic({ HOST })).toBe(expected);
  });

  it("has a daily ceiling even when none is set", () => {
    expect(providerDailyCeiling(readEnv({}))).toBeNull();
    expect(providerDailyCeiling(readEnv({ HOST: "0.0.0.0" }))).toBe("50.00");
    expect(providerDailyCeiling(readEnv({ PROVIDER_DAILY_COST_CEILING: "3.5" }))).toBe("3.5");
  });

  it("is reached by an address, not by a wildcard", () => {
    expect(publicUrl(readEnv({ HOST: "0.0.0.0", PORT: "80" }))).toBe("http://localhost:80");
    expect(publicUrl(readEnv({ HOST: "::1" }))).toBe("http://[::1]:3000");
    expect(publicUrl(readEnv({ NEXTAUTH_URL: "https://agency.example/" }))).toBe("https://agency.example");
  });
});
