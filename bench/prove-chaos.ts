import { spawn } from "node:child_process";
import { once } from "node:events";
import { formatUsd } from "#kernel";
import { closePlatform, env, log, pointToDatabase } from "#platform";
import { PROJECT_ROOT } from "#server/platform/project";
import { type ChaosOrder, type ChaosReport, runChaos } from "../e2e/fixtures/chaos/suite";
import { openRestartable } from "../e2e/fixtures/database/restartable";
import { buildWorker } from "../e2e/fixtures/worker";

/** One in ten calls fails, a worker dies every second in which another is at work, and PostgreSQL restarts twice, once as in a crash. */
const TROUBLE = {
  workers: 4,
  kills: { everyMs: 1_000 },
  restarts: ["immediate", "fast"],
  failing: 0.1,
  latencyMs: 100,
  patienceMs: 30 * 60_000,
} as const satisfies Partial<ChaosOrder>;

/** How a worker that ends by itself says why. */
const FATAL = /^\[(worker \d+)\] .*"level":"fatal".*?"message":"([^"]*)"/;

type Size = Pick<ChaosOrder, "runs" | "steps" | "seed">;

/**
 * Lets runs work while everything around them breaks, and says what that came to. The home is the caller's, and empty.
 * @returns whether `npm run audit` finds the books in order
 * @throws AssertionError when a run did not end right
 */
export async function proveChaos(size: Size, say: (line: string) => void): Promise<boolean> {
  // What it does to its own database is no news.
  log.level = "silent";
  const build = await buildWorker();
  const database = await openRestartable(env().HIRELING_HOME);
  // The database would live on without us. The workers end with their channel to us.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void database.stop().finally(() => process.exit(1)));
  }
  try {
    pointToDatabase(database.urls);
    const printed: string[] = [];
    const order: ChaosOrder = {
      ...TROUBLE,
      ...size,
      program: build.program,
      onProgress: (share) => say(`${Math.floor(share * 100)}% of the steps were answered`),
      say: (line) => void printed.push(line),
    };
    const report = await runChaos(database, order).catch((error) => {
      say(printed.slice(-200).join("\n"));
      throw error;
    });
    for (const line of tableOf(order, report)) say(line);
    for (const line of printed) {
      const [, worker, why] = FATAL.exec(line) ?? [];
      if (worker) say(`${worker} ended by itself: ${why}`);
    }
    const code = await audit(database.ownerUrl);
    say(`npm run audit: exit ${code}`);
    return code === 0;
  } finally {
    await closePlatform();
    await database.stop();
    build.remove();
  }
}

function tableOf({ runs, steps, workers }: ChaosOrder, report: ChaosReport): string[] {
  const rows: [string, string | number][] = [
    ["runs, all of which ended right", `${runs} of ${steps} steps`],
    ["workers", workers],
    ["workers killed with kill -9", report.kills],
    ["workers that ended by themselves", report.crashes],
    ["restarts of PostgreSQL", report.restarts],
    ["model calls", report.modelCalls],
    ["of these made to fail", report.failedCalls],
    ["paid by the client, each once", report.charged],
    ["carried by the agency", report.lost],
    ["what the client pays", `$${formatUsd(report.cost)}`],
    ["what the agency carries", `$${formatUsd(report.waste)}`],
    ["calls with an effect outside, each once", report.entries],
    ["of these the client was asked about", report.asked],
    ["seconds", (report.wallMs / 1_000).toFixed(1)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

/** What `npm run audit` says of this database. @returns its exit code */
async function audit(databaseUrl: string): Promise<number | null> {
  const child = spawn(process.execPath, ["--import", "tsx", "bin/audit.ts"], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, DATABASE_URL: databaseUrl, LOG_LEVEL: "warn" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await once(child, "exit");
  return child.exitCode;
}
