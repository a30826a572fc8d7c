import { groupCommit, withOrgs } from "#platform";
import { type Finished, reserveAllIn, settleAllIn, type Wanted } from "#server/billing/testing/batches";
import { openOrganization, openShop, postJob, type Work } from "#server/billing/testing/books";
import type { BenchAgency } from "../agency";
import { withEmptyBooks } from "../empty-books";
import type { Row } from "../figures";
import { type Pgbench, preparePgbench } from "../pgbench";

const AT_ONCE = [1, 8, 64];
const WALLETS = 64;
/** Short rounds in turns, so that whatever else the machine does slows all of them alike. */
const ROUNDS = 3;
const SECONDS = 5;
const WARM_UP_SECONDS = 1;
const CREDIT = "100000.00";
const BUDGET = "90000.00";
const USAGE = { input_tokens: 500, output_tokens: 200, cache_read_input_tokens: 1_000 };

const scopesOf = (units: readonly { readonly work: Work }[]) => units.map(({ work }) => work.scope);
const organizationOf = ({ work }: { readonly work: Work }) => work.scope.orgId;

// As the worker's meter does it: calls that come at the same time share a transaction.
const reserve = groupCommit(
  (wanted: readonly Wanted[]) => withOrgs(scopesOf(wanted), (tx) => reserveAllIn(tx, wanted)),
  organizationOf,
);
const settle = groupCommit(
  (finished: readonly Finished[]) => withOrgs(scopesOf(finished), (tx) => settleAllIn(tx, finished)),
  organizationOf,
);

/**
 * Reserve and settle pairs a second, with all that hiring writes of money in them, beside pgbench's default transactions
 * on the same server, in turns. Each promise of a pair resolves after a durable commit. On one hot wallet, and spread
 * over 64.
 */
export const benchLedger = (agency: BenchAgency): Promise<Row[]> =>
  withEmptyBooks(agency, "bench_ledger", () => measure(agency));

async function measure({ ownerUrl }: BenchAgency): Promise<Row[]> {
  const shop = await openShop();
  const hot = await postJob(await openOrganization(CREDIT), shop, { budget: BUDGET, lanes: WALLETS });
  const spread: Work[] = [];
  for (let wallet = 0; wallet < WALLETS; wallet++) {
    spread.push(...(await postJob(await openOrganization(CREDIT), shop, { budget: BUDGET })));
  }
  const pgbench = await preparePgbench(ownerUrl, Math.max(...AT_ONCE));
  await pairsPerSecond(spread, WARM_UP_SECONDS);
  const rows: Row[] = [];
  for (const atOnce of AT_ONCE) rows.push(...report(atOnce, await measureInTurns(atOnce, { spread, hot, pgbench })));
  if (!pgbench) rows.push({ what: "pgbench is not installed here: nothing to compare with", figures: [] });
  return rows;
}

type Contest = { readonly spread: readonly Work[]; readonly hot: readonly Work[]; readonly pgbench: Pgbench | null };
/** A second. `base` is NULL without pgbench. */
type Rates = { readonly base: number | null; readonly spread: number; readonly hot: number };

async function measureInTurns(atOnce: number, { spread, hot, pgbench }: Contest): Promise<Rates> {
  const sums = { base: 0, spread: 0, hot: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    sums.base += pgbench?.measure(atOnce, SECONDS) ?? 0;
    sums.spread += await pairsPerSecond(spread.slice(0, atOnce), SECONDS);
    sums.hot += await pairsPerSecond(hot.slice(0, atOnce), SECONDS);
  }
  return { base: pgbench && sums.base / ROUNDS, spread: sums.spread / ROUNDS, hot: sums.hot / ROUNDS };
}

function report(atOnce: number, { base, spread, hot }: Rates): Row[] {
  const ofBase = (rate: number): string[] => (base === null ? [] : [`${percent(rate, base)} of pgbench`]);
  const wallets = atOnce === 1 ? "pairs on a wallet" : `pairs on ${atOnce} wallets`;
  return [
    ...(base === null ? [] : [{ what: `${atOnce} at once: pgbench, TPC-B-like`, figures: [`${base.toFixed(0)} /s`] }]),
    { what: `${atOnce} at once: ${wallets}`, figures: [`${spread.toFixed(0)} /s`, ...ofBase(spread)] },
    {
      what: `${atOnce} at once: pairs on one hot wallet`,
      figures: [`${hot.toFixed(0)} /s`, ...ofBase(hot), `${percent(hot, spread)} of the spread`],
    },
  ];
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(0)}%`;

async function makePair(work: Work): Promise<void> {
  const attempt = await reserve({ work, inputBound: 2_000n, wantedOutput: 2_048 });
  if ("kind" in attempt) throw new Error(`the bench was refused by ${attempt.scope}`);
  await settle({ work, attempt, raw: USAGE });
}

/** Each run makes one pair after the other, all runs at the same time. */
async function pairsPerSecond(works: readonly Work[], seconds: number): Promise<number> {
  const startedAt = performance.now();
  let pairs = 0;
  await Promise.all(
    works.map(async (work) => {
      for (; performance.now() - startedAt < seconds * 1_000; pairs++) await makePair(work);
    }),
  );
  return (pairs / (performance.now() - startedAt)) * 1_000;
}
