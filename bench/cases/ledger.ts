import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { Tx } from "#platform";
import { openOrganization, openShop, postJob, reserveIn, settleIn, type Work } from "#server/billing/testing/books";
import type { BenchAgency } from "../agency";
import { withEmptyBooks } from "../empty-books";
import type { Row } from "../figures";
import { type Pgbench, preparePgbench } from "../pgbench";

const CONNECTIONS = [1, 8, 64];
const WALLETS = 64;
const SECONDS = 8;
const CREDIT = "100000.00";
const BUDGET = "90000.00";
const USAGE = { input_tokens: 500, output_tokens: 200, cache_read_input_tokens: 1_000 };

/**
 * Reserve and settle pairs a second, each two durable transactions with all that hiring writes in them, beside pgbench's
 * default transactions on the same server, in turns. On one hot wallet, and spread over 64.
 */
export const benchLedger = (agency: BenchAgency): Promise<Row[]> =>
  withEmptyBooks(agency, "bench_ledger", ({ urls }) => measure(urls.app, agency));

async function measure(url: string, { ownerUrl }: BenchAgency): Promise<Row[]> {
  const shop = await openShop();
  const hot = await postJob(await openOrganization(CREDIT), shop, { budget: BUDGET, lanes: WALLETS });
  const spread: Work[] = [];
  for (let wallet = 0; wallet < WALLETS; wallet++) {
    spread.push(...(await postJob(await openOrganization(CREDIT), shop, { budget: BUDGET })));
  }
  const pgbench = await preparePgbench(ownerUrl, Math.max(...CONNECTIONS));
  const rows: Row[] = [];
  for (const connections of CONNECTIONS) {
    const spreadRate = await pairsPerSecond(url, spread, connections);
    const hotRate = await pairsPerSecond(url, hot, connections);
    rows.push(...report({ connections, spreadRate, hotRate, pgbench }));
  }
  if (!pgbench) rows.push({ what: "pgbench is not installed here: nothing to compare with", figures: [] });
  return rows;
}

type Measured = { connections: number; spreadRate: number; hotRate: number; pgbench: Pgbench | null };

function report({ connections, spreadRate, hotRate, pgbench }: Measured): Row[] {
  const on = `${connections} ${connections === 1 ? "connection" : "connections"}`;
  const base = pgbench?.measure(connections, SECONDS);
  const ofBase = (rate: number): string[] => (base === undefined ? [] : [`${percent(rate, base)} of pgbench`]);
  return [
    ...(base === undefined ? [] : [{ what: `${on}: pgbench, TPC-B-like`, figures: [`${base.toFixed(0)} /s`] }]),
    { what: `${on}: pairs on ${WALLETS} wallets`, figures: [`${spreadRate.toFixed(0)} /s`, ...ofBase(spreadRate)] },
    {
      what: `${on}: pairs on one wallet`,
      figures: [`${hotRate.toFixed(0)} /s`, ...ofBase(hotRate), `${percent(hotRate, spreadRate)} of the spread`],
    },
  ];
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(0)}%`;

async function pairsPerSecond(url: string, works: readonly Work[], connections: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: connections });
  const database = drizzle({ client: pool });
  const transact = <T>({ scope }: Work, fn: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(async (tx) => {
      await tx.execute(sql`select set_config('app.org_id', ${scope.orgId}, true)`);
      return fn(tx);
    });
  const pair = async (work: Work): Promise<void> => {
    const attempt = await transact(work, (tx) => reserveIn(tx, work, { inputBound: 2_000n, wantedOutput: 2_048 }));
    if ("kind" in attempt) throw new Error(`the bench was refused by ${attempt.scope}`);
    await transact(work, (tx) => settleIn(tx, work, attempt, USAGE));
  };
  const clients = Array.from({ length: connections }, (_, client) =>
    works.filter((_work, index) => index % connections === client),
  );
  await Promise.all(clients.map(([work]) => work && pair(work)));
  const startedAt = performance.now();
  let pairs = 0;
  await Promise.all(
    clients.map(async (own) => {
      for (let turn = 0; performance.now() - startedAt < SECONDS * 1_000; turn++) {
        const work = own[turn % own.length];
        if (work) await pair(work);
        pairs++;
      }
    }),
  );
  const elapsed = performance.now() - startedAt;
  await pool.end();
  return (pairs / elapsed) * 1_000;
}
