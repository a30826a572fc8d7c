import { and, desc, eq, isNull } from "drizzle-orm";
import { standingOrders } from "#drizzle/schema/index";
import { type Clock, formatUsd, isId, NotFound, type OrgScope } from "#kernel";
import { type Tx, withOrg } from "#platform";
import { type PastOccurrence, readCommitted, readOccurrences, type StandingOrderRow, templateOf } from "./read-orders";
import type { OccurrenceView, StandingOrderView } from "./schema";
import { nextOccurrences } from "./timetable";

type Options = { readonly clock: Clock };

const IN_A_LIST = 5;
const ON_ITS_PAGE = 100;
const SHOWN_TIMES = 3;

/** Those that stand or are paused, newest first, each with its latest occurrences. */
export function listStandingOrders(scope: OrgScope, { clock }: Options): Promise<StandingOrderView[]> {
  return withOrg(scope, async (tx) => {
    const rows = await tx
      .select()
      .from(standingOrders)
      .where(isNull(standingOrders.endedAt))
      .orderBy(desc(standingOrders.createdAt), desc(standingOrders.id));
    return toViews(tx, rows, IN_A_LIST, clock.now());
  });
}

/** One of them, also after its end. @throws NotFound, also for another organization's */
export function getStandingOrder(scope: OrgScope, id: string, { clock }: Options): Promise<StandingOrderView> {
  return withOrg(scope, async (tx) => {
    const rows = isId(id)
      ? await tx
          .select()
          .from(standingOrders)
          .where(and(eq(standingOrders.id, id)))
      : [];
    const [view] = await toViews(tx, rows, ON_ITS_PAGE, clock.now());
    if (!view) throw new NotFound("standing order", id);
    return view;
  });
}

async function toViews(
  tx: Tx,
  rows: readonly StandingOrderRow[],
  limit: number,
  now: Date,
): Promise<StandingOrderView[]> {
  const past = await readOccurrences(
    tx,
    rows.map(({ id }) => id),
    limit,
  );
  const views: StandingOrderView[] = [];
  for (const row of rows) {
    const { brief, agents, mode, tier, budget } = templateOf(row);
    views.push({
      ...{ id: row.id, title: row.title, brief, agents, mode, tier, budget },
      ...{ cron: row.cron, timeZone: row.timeZone, monthLimit: formatUsd(row.monthLimit) },
      committed: formatUsd(await readCommitted(tx, row, now)),
      status: statusOf(row),
      pausedFor: row.pausedFor,
      nextAt: row.nextAt?.toISOString() ?? null,
      nextTimes: nextTimesOf(row).map((moment) => moment.toISOString()),
      resumesAt: row.resumesAt?.toISOString() ?? null,
      postedBy: row.postedBy,
      createdAt: row.createdAt.toISOString(),
      occurrences: past.filter(({ standingOrderId }) => standingOrderId === row.id).map(toOccurrenceView),
    });
  }
  return views;
}

const nextTimesOf = ({ nextAt, ...timetable }: StandingOrderRow): Date[] =>
  nextAt === null ? [] : [nextAt, ...nextOccurrences(timetable, nextAt, SHOWN_TIMES - 1)];

function statusOf({ endedAt, pausedFor }: StandingOrderRow): StandingOrderView["status"] {
  if (endedAt) return "ended";
  return pausedFor ? "paused" : "standing";
}

const toOccurrenceView = ({ dueAt, jobId, status, cost, refusal }: PastOccurrence): OccurrenceView => ({
  dueAt: dueAt.toISOString(),
  job: jobId !== null && status !== null ? { id: jobId, status, cost: formatUsd(cost) } : null,
  refusal,
});
