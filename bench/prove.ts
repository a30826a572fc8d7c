import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closePlatform, pointToDatabase, reloadEnv } from "#platform";
import { prove } from "#server/billing/proofs/prove";
import { startEmbeddedPostgres } from "#server/platform/embedded-postgres/index";
import { prepareHome } from "#server/platform/home";
import { ensureDatabase, prepareDatabase } from "#server/platform/migrate";
import { proveSandbox } from "./prove-sandbox";

const USAGE = "npm run prove -- [--operations 200000] [--seed 1]\nnpm run prove -- sandbox";
const DATABASE = "proof";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs `fn` on an empty database of its own; nothing of it remains. */
async function withScratchDatabase(fn: () => Promise<void>): Promise<void> {
  const home = prepareHome(mkdtempSync(join(tmpdir(), "hireling-proof-")));
  delete process.env.STRIPE_SECRET_KEY;
  process.env.HIRELING_HOME = home;
  reloadEnv();
  try {
    const server = await startEmbeddedPostgres({ home, password: "of a proof", durable: false });
    try {
      await ensureDatabase(server.ownerUrl("postgres"), DATABASE);
      pointToDatabase(await prepareDatabase(server.ownerUrl(DATABASE)));
      await fn();
    } finally {
      await closePlatform();
      await server.stop();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { operations: { type: "string", default: "200000" }, seed: { type: "string", default: "1" } },
});
const [operations, seed] = [Number(values.operations), Number(values.seed)];
const [what = "books"] = positionals;
if (what === "sandbox") {
  process.exitCode = (await proveSandbox(say)) ? 0 : 1;
} else if (what !== "books" || !Number.isSafeInteger(operations) || operations <= 0 || !Number.isSafeInteger(seed)) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
} else {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(0);
  try {
    await withScratchDatabase(async () => {
      const onAudit = (done: number) =>
        say(`${done} operations, ${seconds()} s, load ${loadavg()[0]?.toFixed(1)}: the books balance`);
      say(
        `${await prove({ operations, seed, onAudit })} operations from seed ${seed} are explained, in ${seconds()} s.`,
      );
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
