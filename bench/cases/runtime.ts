import { readFileSync } from "node:fs";
import pg from "pg";
import { grantDemoCredit } from "#billing";
import { parseUsd } from "#kernel";
import { databaseUrls, withSystem } from "#platform";
import { ensureDatabase, prepareDatabase } from "#server/platform/migrate";
import { type BenchAgency, withWorker } from "../agency";
import type { Row } from "../figures";
import { withContender } from "./runtime/contender";
import type { Contest } from "./runtime/contest";
import { measureInTurns, racersOf, type Standing } from "./runtime/race";
import { raceAgency } from "./runtime/race-agency";
import { report } from "./runtime/report";

/** Model calls of a run, with a tool call each: so many looks, then `deliver`. */
const STEPS = 10;
const AT_ONCE = [1, 8, 32, 128];
/** Nearer to life: a model that takes its time. */
const SLOW = { latencyMs: 20, atOnce: [32] };
const CROWD = 50;
const WARM_UP_RUNS = 16;
const CREDIT = "100000.00";

/**
 * The agency's loop beside the bare AI SDK, which keeps nothing, and beside the same loop on DBOS, which keeps each call: once
 * so, and once with the holds and the ledger writes of each call. Ten steps a run with an instant model, in turns, on one
 * PostgreSQL that puts every commit on disk, one process each. At most 64 of the agency's runs have a seat at a time; the
 * others wait for theirs, and their waiting counts.
 */
export async function benchRuntime(agency: BenchAgency): Promise<Row[]> {
  const { orgId } = agency.scope;
  await withSystem((tx) => grantDemoCredit(tx, orgId, parseUsd(CREDIT), "bench"));
  return [
    ...(await withWorker(agency, { steps: STEPS - 1 }, async (modelUrl, workerPid) => [
      ...(await contend(agency, { modelUrl, latencyMs: 0, atOnce: AT_ONCE })),
      ...(await crowd(agency, workerPid)),
    ])),
    ...(await withWorker(agency, { steps: STEPS - 1, latencyMs: SLOW.latencyMs }, (modelUrl) =>
      contend(agency, { modelUrl, ...SLOW }),
    )),
  ];
}

type Event = { readonly modelUrl: string; readonly latencyMs: number; readonly atOnce: readonly number[] };

async function contend(agency: BenchAgency, { modelUrl, latencyMs, atOnce }: Event): Promise<Row[]> {
  const contest = await openContest(agency, modelUrl, `bench_runtime_${latencyMs}`);
  return withContender(contest, async (contender) => {
    const racers = racersOf(agency, contender);
    for (const { race } of racers) await race(WARM_UP_RUNS);
    const standings: Standing[] = [];
    for (const runs of atOnce) standings.push(await measureInTurns(racers, runs));
    return standings.flatMap((standing) => report(standing, latencyMs));
  });
}

/** Makes the databases that DBOS and its books get, on the agency's server. */
async function openContest(agency: BenchAgency, modelUrl: string, name: string): Promise<Contest> {
  const [books, kept] = [agency.ownerUrl(name), agency.ownerUrl(`${name}_dbos`)];
  for (const database of [name, `${name}_dbos`]) await ensureDatabase(agency.ownerUrl("postgres"), database);
  const contest = {
    modelUrl,
    steps: STEPS,
    agency: databaseUrls(),
    books: await prepareDatabase(books),
    dbosUrl: kept,
  };
  await requireDurable(kept);
  return contest;
}

/** Both sides are on this server, and neither asks it for less than a commit on disk. @throws when it gives less */
async function requireDurable(address: string): Promise<void> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  const { rows } = await client.query(`
    select current_setting('synchronous_commit') = 'on' and current_setting('fsync') = 'on'
      and not exists (select from pg_db_role_setting where setconfig::text ~ 'synchronous_commit') as durable`);
  await client.end();
  if (rows[0]?.durable !== true) throw new Error("this server may lose what it has committed");
}

/** Many solo runs at once: how long they take, and what the worker takes for them. */
async function crowd(agency: BenchAgency, workerPid: number): Promise<Row[]> {
  const { steps, ms } = await raceAgency(agency, CROWD);
  const peak = residentMegabytes(workerPid);
  const memory = peak === null ? [] : [`worker's memory at most ${peak} MB`];
  return [{ what: `${CROWD} solo runs at once: ${steps} steps`, figures: [`${(ms / 1_000).toFixed(1)} s`, ...memory] }];
}

/** The most memory that a process has had resident; NULL where the system does not say. */
function residentMegabytes(pid: number): string | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : (Number(kilobytes) / 1_024).toFixed(0);
  } catch {
    return null;
  }
}
