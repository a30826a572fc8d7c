import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type ICruiseOptions, type ICruiseResult, type IViolation } from "dependency-cruiser";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import config from "../.dependency-cruiser.mjs";

/** Cruises folders below `baseDir` under the project's rules. */
async function check(
  folders: string[],
  baseDir: string,
  options: ICruiseOptions = {},
): Promise<ICruiseResult["summary"]> {
  const { forbidden, options: base } = config;
  const { output } = await cruise(folders, { ...base, ...options, baseDir, validate: true, ruleSet: { forbidden } });
  if (typeof output === "string") throw new Error(output);
  return output.summary;
}

const named = (violations: readonly IViolation[]) =>
  violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);

/** The SWC parser reads template literals right but no JSX; the other way round for the transpiled reading. */
const SWC: ICruiseOptions = { parser: "swc" };

// Reading the whole tree takes seconds, and many on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

describe("the floors", () => {
  it.each([
    {
      folders: ["server", "drizzle", "workers", "bin"],
      options: { ...SWC, exclude: { path: "[.]tsx$" } },
      atLeast: 200,
    },
    { folders: ["app"], options: { doNotFollow: { path: "node_modules|^server/" } }, atLeast: 30 },
    // The only JSX below floor 5: what is on paper.
    { folders: ["server/billing/invoicing/pdf"], options: {}, atLeast: 5 },
  ])("hold in $folders", async ({ folders, options, atLeast }) => {
    const { violations, totalCruised } = await check(folders, process.cwd(), options);
    expect(named(violations)).toEqual([]);
    // Without a parser that it can use, the cruiser reads nothing and finds nothing.
    expect(totalCruised).toBeGreaterThan(atLeast);
  });

  it("let only identity and dispatch mint a scope", () => {
    const paths = ["server", "app", "workers", "bin"].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path}`),
    );
    const minting = paths.filter(
      (path) => /(?<![.]i?test)[.]tsx?$/.test(path) && readFileSync(path, "utf8").includes("mintScope"),
    );
    const allowed = /^server\/(kernel\/scope|identity\/|hiring\/shift\/claim-run|billing\/testing\/)/;
    expect(minting.filter((path) => !allowed.test(path))).toEqual([]);
    expect(minting).toContain("server/identity/scopes.ts");
  });

  describe("with violations planted", () => {
    const planted = {
      "server/kernel/greedy.ts": 'import { settle } from "../billing/index";\nexport const greedy = settle;\n',
      "server/billing/index.ts": 'export { hire } from "../hiring/index";\nexport const settle = 1;\n',
      "server/hiring/index.ts": 'export const hire = 1;\nexport type { Secret } from "../billing/inside";\n',
      "server/billing/inside.ts": "export type Secret = string;\n",
      "server/events/index.ts": 'import type { Secret } from "../billing/index";\nexport type Leak = Secret;\n',
    };
    let home: string;

    beforeAll(async () => {
      home = await mkdtemp(join(tmpdir(), "hireling-floors-"));
      for (const [path, text] of Object.entries(planted)) {
        await mkdir(dirname(join(home, path)), { recursive: true });
        await writeFile(join(home, path), text);
      }
    });
    afterAll(() => rm(home, { recursive: true, force: true }));

    it("catches each of them", async () => {
      const { violations } = await check(["server"], home, { ...SWC, tsConfig: undefined });
      const found = new Set(violations.map(({ rule, from }) => `${rule.name}: ${from}`));
      expect(found).toContain("kernel-imports-nothing: server/kernel/greedy.ts");
      expect(found).toContain("billing-knows-only-the-floors-below: server/billing/index.ts");
      expect(found).toContain("events-knows-only-the-floors-below: server/events/index.ts");
      expect(found).toContain("modules-have-one-door: server/hiring/index.ts");
    });
  });
});
