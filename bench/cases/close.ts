import pg from "pg";
import { closeDue, sealEvents } from "#billing";
import { systemClock } from "#kernel";
import { type Closing, closeMonths } from "#server/billing/invoicing/close-month";
import { openOrganization, openShop, type Shop } from "#server/billing/testing/books";
import type { BenchAgency } from "../agency";
import { withEmptyBooks } from "../empty-books";
import { type Row, spreadOf } from "../figures";

/** Clients with calls of last month. */
type Month = {
  readonly name: string;
  readonly organizations: number;
  readonly callsEach: number;
  /** Organizations whose calls are not sealed yet. */
  readonly waiting: number;
};

const MILLION: Month = { name: "bench", organizations: 1_000, callsEach: 500, waiting: 10 };
/** Closed just before: a worker has its code and its connections warm, as the statements that it is compared with. */
const WARM_UP: Month = { name: "warm", organizations: 400, callsEach: 5, waiting: 0 };
const LINES_EACH_CALL = 2;
/** Picodollars. */
const CALL_COST = 6_000_000_000n;
const SAMPLE_MS = 100;

/** Each invoice's sums over the charge lines alone: the least that whoever reads them must do. */
const PLAIN_GROUP_BY =
  "select org_id, component, count(*), sum(quantity), sum(amount) from charge_lines group by org_id, component";

/** Each invoice's items, for which the lines' calls must be read too. */
const ITEMS_GROUP_BY = `select e.org_id, e.job_id, r.agent_id, e.model_id, l.component, count(*), sum(l.quantity), sum(l.amount)
  from charge_lines l join usage_events e on e.attempt_id = l.event_id join runs r on r.id = e.run_id
  where e.created_at < date_trunc('month', now()) group by 1, 2, 3, 4, 5`;

/** Every invoice against the charge lines themselves. */
const WRONG_INVOICES = `select from invoices i full join (
    select org_id, sum(amount) as amount from charge_lines group by org_id) l on l.org_id = i.org_id
  where i.exact_total is distinct from l.amount`;

const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(2)} s`;
const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MB`;

/** Readings of which the middle one counts. */
const READINGS = 5;

/** Last month with a million charge lines of a thousand organizations, closed as the worker does. */
export const benchClose = (agency: BenchAgency): Promise<Row[]> =>
  withEmptyBooks(agency, "bench_close", ({ ownerUrl }) => closeMillion(ownerUrl));

async function closeMillion(ownerUrl: string): Promise<Row[]> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    const shop = await openShop();
    // The first organization opens the agency's own accounts.
    await openOrganization("0.00");
    await generate(owner, shop, WARM_UP);
    await generate(owner, shop, MILLION);
    const { organizations, callsEach, waiting } = MILLION;
    const sealed = await timed(async () => {
      while ((await sealEvents()) > 0);
    });
    await owner.query("vacuum analyze");
    const plain = await timedWarm(owner, PLAIN_GROUP_BY);
    const items = await timedWarm(owner, ITEMS_GROUP_BY);
    await warmUp(owner);
    const atRest = process.memoryUsage.rss();
    let most = atRest;
    const sampler = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
    }, SAMPLE_MS);
    let closed = 0;
    const close = await timed(async () => {
      closed = await closeDue({ clock: systemClock });
    });
    clearInterval(sampler);
    if (closed !== organizations) throw new Error(`${closed} of ${organizations} organizations were closed`);
    const { rowCount } = await owner.query(WRONG_INVOICES);
    if (rowCount !== 0) throw new Error(`${rowCount} invoices do not bill what their charge lines come to`);
    const calls = organizations * callsEach;
    const lines = calls * LINES_EACH_CALL;
    const waited = waiting * callsEach;
    return [
      { what: `GROUP BY organization and component, ${lines} charge lines`, figures: [seconds(plain)] },
      { what: "GROUP BY organization, job, agent, model and component, with their calls", figures: [seconds(items)] },
      {
        what: `close of ${closed} months, ${calls} calls: against the first, and the second`,
        figures: [seconds(close), `× ${(close / plain).toFixed(1)}`, `× ${(close / items).toFixed(1)}`],
      },
      {
        what: `before it, as calls come in: the sealer adds them up (${waited} of them, one process)`,
        figures: [seconds(sealed), `${((waited / sealed) * 1_000).toFixed(0)}/s`],
      },
      { what: "memory of this process (RSS), before and at most", figures: [megabytes(atRest), megabytes(most)] },
    ];
  } finally {
    await owner.end();
  }
}

/** Closes the months of the warm-up, in as many connections as a close has. */
async function warmUp(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<Closing>(
    `select t.org_id as "orgId", t.month from tallies t join organizations o on o.id = t.org_id where o.slug like $1`,
    [`${WARM_UP.name}-%`],
  );
  const half = rows.length / 2;
  await Promise.all([rows.slice(0, half), rows.slice(half)].map((lane) => closeMonths(lane, { clock: systemClock })));
}

async function timed(fn: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await fn();
  return performance.now() - startedAt;
}

/** The first reading fills the cache: a close reads from it too. @returns the median, milliseconds */
async function timedWarm(owner: pg.Client, query: string): Promise<number> {
  await owner.query(query);
  const times: number[] = [];
  for (let reading = 0; reading < READINGS; reading++) times.push(await timed(() => owner.query(query)));
  return spreadOf(times).p50;
}

/**
 * Writes the month set by set, past triggers and foreign keys: what a close reads, already sealed and added up, as the
 * sealer keeps it. The digests stand for nothing; a close reads the last one only. Some organizations' calls wait for the
 * sealer itself.
 */
async function generate(owner: pg.Client, { rates, modelId, agentId, versionId }: Shop, month: Month): Promise<void> {
  const { name, organizations, callsEach, waiting } = month;
  await owner.query("set session_replication_role = replica");
  await owner.query(`
    drop table if exists bench_orgs, bench_calls;
    create temporary table bench_orgs as
      select no, gen_random_uuid() as org_id, gen_random_uuid() as job_id, gen_random_uuid() as run_id
      from generate_series(1, ${organizations}) as no;
    create temporary table bench_calls as
      select o.no as org_no, o.org_id, o.job_id, o.run_id, calls.no, gen_random_uuid() as id,
        date_trunc('month', now()) - interval '20 days' + calls.no * interval '1 minute' as at
      from bench_orgs o cross join generate_series(1, ${callsEach}) as calls (no);
    insert into organizations (id, slug, name) select org_id, '${name}-' || no, '${name} ' || no from bench_orgs;
    insert into accounts (code, kind, org_id) select 'wallet:' || org_id, 'liability', org_id from bench_orgs;
    insert into wallets (org_id, posted) select org_id, 1000000000000 from bench_orgs`);
  await owner.query(
    `insert into jobs (id, org_id, title, brief, mode, tier, status, budget, posted_by)
      select job_id, org_id, 'Bench', 'Bench', 'parallel', 'standard', 'working', 1000000000000, 'bench' from bench_orgs`,
  );
  await owner.query(
    `insert into runs (id, org_id, job_id, agent_id, agent_version_id, lane, pool, tier, status)
      select run_id, org_id, job_id, $1, $2, 1, 'anthropic', 'standard', 'working' from bench_orgs`,
    [agentId, versionId],
  );
  await owner.query(
    `insert into usage_events (attempt_id, org_id, job_id, run_id, step_no, attempt_no, purpose, model_id, tier, rate_card_id,
        markup_bps, raw, cost, created_at)
      select id, org_id, job_id, run_id, no, 1, 'work', $1, 'standard', $2, 0, '{}', 6000000, at from bench_calls`,
    [modelId, rates.rateCardId],
  );
  await owner.query(
    `insert into charge_lines (event_id, component, org_id, quantity, rate, unit, amount, rate_card_id)
      select c.id, l.component, c.org_id, l.quantity, l.rate, 1000000, l.quantity::bigint * l.rate * 1000000, $1
      from bench_calls c cross join (values ('input', 1000, 3), ('output', 200, 15)) as l (component, quantity, rate)`,
    [rates.rateCardId],
  );
  await owner.query(`
    insert into tallies (org_id, no, month, calls, amount, first_at, last_at, first_seal, last_seal)
      select org_id, 1, to_char(date_trunc('month', now()) - interval '1 month', 'YYYY-MM'), count(*), count(*) * ${CALL_COST}, min(at), max(at), 1, count(*)
      from bench_calls where org_no > ${waiting} group by org_id;
    insert into seals (org_id, seq, kind, ref_id, digest, hash, tally, line, amount)
      select org_id, no, 'usage', id, digest, digest, 1, no, ${CALL_COST}
      from (select org_id, no, id, encode(sha256(id::text::bytea), 'hex') as digest from bench_calls where org_no > ${waiting}) as c;
    insert into unsealed (org_id, kind, ref_id) select org_id, 'usage', id from bench_calls where org_no <= ${waiting};
    set session_replication_role = origin`);
  await owner.query("vacuum analyze");
}
