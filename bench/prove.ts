import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { reloadEnv } from "#platform";
import { prepareHome } from "#server/platform/home";
import { proveBooks } from "./prove-books";
import { proveChaos } from "./prove-chaos";
import { proveSandbox } from "./prove-sandbox";

const USAGE = `npm run prove -- [books] [--operations 200000] [--seed 1]
npm run prove -- sandbox
npm run prove -- chaos [--runs 100] [--steps 10] [--seed 1]
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What these name would be written to, or would make a proof depend on who runs it. */
const FOREIGN = ["STRIPE_SECRET_KEY", "DATABASE_URL", "DATABASE_DIRECT_URL", "REDIS_URL", "LOCAL_MODEL_URL"];

/** Runs `fn` with an empty home; nothing of it remains. */
async function withScratchHome<T>(fn: () => Promise<T>): Promise<T> {
  const home = prepareHome(mkdtempSync(join(tmpdir(), "hireling-proof-")));
  for (const name of FOREIGN) delete process.env[name];
  process.env.HIRELING_HOME = home;
  reloadEnv();
  try {
    return await fn();
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const count = z.coerce.number().int().positive();
const order = z.object({
  what: z.enum(["books", "sandbox", "chaos"]),
  operations: count,
  runs: count,
  steps: count,
  seed: z.coerce.number().int(),
});

/** @returns whether it holds. @throws when it does not, with what is wrong */
async function prove({ what, ...sizes }: z.infer<typeof order>): Promise<boolean> {
  switch (what) {
    case "sandbox":
      return proveSandbox(say);
    case "chaos":
      return withScratchHome(() => proveChaos(sizes, say));
    case "books":
      await withScratchHome(() => proveBooks(sizes, say));
      return true;
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    operations: { type: "string", default: "200000" },
    runs: { type: "string", default: "100" },
    steps: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
  },
});
const { success, data } = order.safeParse({ what: positionals[0] ?? "books", ...values });
if (!success) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = (await prove(data)) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
