import { type SQL, sql } from "drizzle-orm";
import { type JobStatus, type Pico, pico } from "#kernel";
import type { Tx } from "#platform";
import type { Instants } from "./calendar";
import type { SpendBy } from "./schema";

/** What one day had of one agent, model, project or member. */
export type DayPart = {
  readonly day: string;
  readonly key: string;
  readonly label: string;
  readonly calls: number;
  /** Charge lines − credits, re-rated. */
  readonly amount: Pico;
};

const SPLITS: Readonly<Record<SpendBy, { readonly key: SQL; readonly label: SQL }>> = {
  agent: { key: sql`ag.slug`, label: sql`v.name` },
  model: { key: sql`m.provider || '/' || m.model_id`, label: sql`m.name` },
  project: { key: sql`coalesce(p.id::text, 'none')`, label: sql`coalesce(p.name, 'No project')` },
  member: {
    key: sql`coalesce(j.posted_by_user_id, j.posted_by_key_id)::text`,
    label: sql`j.posted_by`,
  },
};

/**
 * Charged calls of an organization within a stretch of time, as the tables `events` and `parts`: a row for each call, each
 * charge line, (below zero) each credit and what each re-rating made of it, so that sums over `parts` are what a statement says.
 * @param columns what each row says of its call: expressions on `e` (usage_events) and the tables that `joins` adds
 */
const charged = (orgId: string, { start, end }: Instants, columns: SQL, joins: SQL): SQL => sql`
  events as (
    select e.attempt_id, ${columns}
    from usage_events e ${joins}
    where e.org_id = ${orgId} and e.created_at >= ${start}::timestamptz and e.created_at < ${end}::timestamptz
  ),
  parts as (
    select v.*, 1 as calls, 0::numeric as amount from events v
    union all
    select v.*, 0, l.amount from events v join charge_lines l on l.event_id = v.attempt_id
    union all
    select v.*, 0, -c.amount from events v join credits c on c.event_id = v.attempt_id
    union all
    select v.*, 0, d.amount from events v join rerate_deltas d on d.event_id = v.attempt_id
  )`;

type Sums = { calls: string; amount: string };
const sums = sql`sum(calls)::text as calls, sum(amount)::text as amount`;
const toSums = ({ calls, amount }: Sums) => ({ calls: Number(calls), amount: pico(BigInt(amount)) });

/** What each day of the time zone had of each agent, model, project or member; days without a call are missing. */
export async function readDayParts(
  tx: Tx,
  orgId: string,
  within: Instants,
  { by, timeZone }: { readonly by: SpendBy; readonly timeZone: string },
): Promise<DayPart[]> {
  const { key, label } = SPLITS[by];
  const columns = sql`to_char(e.created_at at time zone ${timeZone}, 'YYYY-MM-DD') as day,
    coalesce(${key}, 'agency') as key, ${label} as label`;
  const joins = sql`join jobs j on j.id = e.job_id join runs r on r.id = e.run_id join agents ag on ag.id = r.agent_id
    join agent_versions v on v.id = r.agent_version_id join models m on m.id = e.model_id left join projects p on p.id = j.project_id`;
  const { rows } = await tx.execute<{ day: string; key: string; label: string } & Sums>(sql`
    with ${charged(orgId, within, columns, joins)}
    select day, key, max(label) as label, ${sums} from parts group by day, key order by day, key`);
  return rows.map(({ calls, amount, ...part }) => ({ ...part, ...toSums({ calls, amount }) }));
}

type JobSpend = {
  readonly jobId: string;
  readonly title: string;
  readonly status: JobStatus;
  readonly postedBy: string;
  readonly calls: number;
  readonly amount: Pico;
};

const MOST_JOBS = 10;

/** The ten jobs that cost most within a stretch of time, the dearest first. */
export async function readCostlyJobs(tx: Tx, orgId: string, within: Instants): Promise<JobSpend[]> {
  const { rows } = await tx.execute<Omit<JobSpend, "calls" | "amount"> & Sums>(sql`
    with ${charged(orgId, within, sql`e.job_id`, sql``)},
    dearest as (select job_id, ${sums} from parts group by job_id order by sum(amount) desc, job_id limit ${MOST_JOBS})
    select d.job_id as "jobId", j.title, j.status, j.posted_by as "postedBy", d.calls, d.amount
    from dearest d join jobs j on j.id = d.job_id order by d.amount::numeric desc, d.job_id`);
  return rows.map(({ calls, amount, ...job }) => ({ ...job, ...toSums({ calls, amount }) }));
}
