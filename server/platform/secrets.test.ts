import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reloadEnv } from "./env";
import { keptSecrets, seal, unseal } from "./secrets";

const home = mkdtempSync(join(tmpdir(), "hireling-secrets-"));
beforeAll(() => {
  process.env.HIRELING_HOME = home;
  reloadEnv();
});
afterAll(() => rmSync(home, { recursive: true }));

describe("the secrets of a home", () => {
  it("are made once, for this user only", () => {
    const made = keptSecrets(home);
    expect(keptSecrets(home)).toEqual(made);
    expect(statSync(join(home, "secrets.json")).mode & 0o777).toBe(0o600);
    expect(statSync(home).mode & 0o777).toBe(0o700);
  });

  it("are never replaced when the file is damaged", () => {
    const other = join(home, "other");
    keptSecrets(other);
    writeFileSync(join(other, "secrets.json"), "{");
    expect(() => keptSecrets(other)).toThrow(/secrets.json is damaged. Restore it/);
    expect(readFileSync(join(other, "secrets.json"), "utf8")).toBe("{");
  });
});

describe("sealing", () => {
  it("opens what it sealed, and tells nothing", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (plain, context) => {
        const sealed = seal(plain, context);
        expect(unseal(sealed, context)).toBe(plain);
        if (plain.length > 8) expect(sealed).not.toContain(plain);
        expect(seal(plain, context)).not.toBe(sealed);
      }),
    );
  });

  it("does not open elsewhere, altered, or with another key", () => {
    const sealed = seal("secret", "connector/1");
    expect(() => unseal(sealed, "connector/2")).toThrow("altered, or belongs elsewhere");
    const flipped = sealed.slice(0, -3) + (sealed.at(-3) === "A" ? "B" : "A") + sealed.slice(-2);
    expect(() => unseal(flipped, "connector/1")).toThrow("altered");
    expect(() => unseal(sealed.replace(/^v1\.[0-9a-f]{8}/, "v1.00000000"), "connector/1")).toThrow(
      "another HIRELING_ENCRYPTION_KEY",
    );
    expect(() => unseal("plain text", "connector/1")).toThrow("not a sealed secret");
  });
});
