import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

const DEBIAN = "/usr/lib/postgresql";
const DATABASE = "pgbench";

/** PostgreSQL's own benchmark: on the PATH, or where Debian puts it. NULL when this machine has none. */
function findPgbench(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted() : [];
  const places = ["pgbench", ...versions.map((version) => join(DEBIAN, version, "bin", "pgbench"))];
  return places.find((place) => spawnSync(place, ["--version"]).status === 0) ?? null;
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`pgbench failed: ${error?.message ?? stderr}`);
  return stdout;
}

/** Its default, TPC-B-like transaction on a server of ours. */
export type Pgbench = {
  /** @returns transactions per second */
  measure(connections: number, seconds: number): number;
};

/**
 * Fills a database for pgbench.
 * @param scale at least the number of connections, or they queue for its branches
 * @returns NULL when this machine has no pgbench
 */
export async function preparePgbench(ownerUrl: (database: string) => string, scale: number): Promise<Pgbench | null> {
  const command = findPgbench();
  if (!command) return null;
  const client = new pg.Client({ connectionString: ownerUrl("postgres") });
  await client.connect();
  await client.query(`create database ${DATABASE}`);
  await client.end();
  const address = ownerUrl(DATABASE);
  run(command, ["--initialize", "--quiet", `--scale=${scale}`, address]);
  return {
    measure(connections, seconds) {
      const jobs = Math.min(2, connections);
      const report = run(command, ["--no-vacuum", `-c${connections}`, `-j${jobs}`, `-T${seconds}`, address]);
      const rate = /^tps = ([\d.]+) \(without/m.exec(report)?.[1];
      if (rate === undefined) throw new Error(`pgbench reports no rate:\n${report}`);
      return Number(rate);
    },
  };
}
