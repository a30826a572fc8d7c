import { eq, type SQL, sql } from "drizzle-orm";
import { organizations } from "#drizzle/schema/index";
import { type Clock, formatUsd, NotFound, type OrgScope, type Pico, parseUsd, pico, systemClock } from "#kernel";
import { type Tx, withOrg } from "#platform";
import { type AdjustedEvent, adjustEvents } from "./adjusted-events";
import { readBilledEvents } from "./billed-events";
import { readAdjustments, sumAdjustments } from "./read-adjustments";
import { type Carried, readCarried } from "./read-carried";

type StatementStep = Omit<
  AdjustedEvent,
  "jobId" | "jobTitle" | "projectId" | "runId" | "agent" | "agentName" | "amount" | "walletMovement"
> & {
  readonly amount: string;
};
type StatementRun = {
  readonly runId: string;
  readonly agent: string;
  readonly agentName: string;
  readonly amount: string;
  readonly steps: readonly StatementStep[];
};
type StatementJob = {
  readonly jobId: string;
  readonly title: string;
  readonly amount: string;
  readonly runs: readonly StatementRun[];
};

/** Charges by job, run, step and component. USD as decimal strings; every `amount` is lines − credits + adjustments below it. */
export type Statement = {
  readonly jobs: readonly StatementJob[];
  /** Σ charge lines. */
  readonly lines: string;
  /** Σ credits. */
  readonly credits: string;
  /** Σ what re-ratings made of them; below zero when they gave back more than they took. */
  readonly adjustments: string;
  /** `lines − credits + adjustments`. */
  readonly total: string;
  /** What the same calls took from the wallet, by the ledger. */
  readonly walletMovement: string;
  /** Whether the ledger says the same as the lines. */
  readonly balanced: boolean;
};

export type PeriodStatement = {
  readonly currency: string;
  /** The current month in the organization's time zone, up to now. */
  readonly month: Statement & { readonly from: string; readonly to: string };
  /** What no invoice has yet. */
  readonly unbilled: Statement;
  /** What re-ratings made of calls that had been invoiced before: for the next invoice. */
  readonly pending: { readonly calls: number; readonly amount: string };
  /** What was spoiled this month, at the agency's expense. */
  readonly carried: Carried;
};

const sumOf = (events: readonly AdjustedEvent[], part: "amount" | "walletMovement"): Pico =>
  pico(events.reduce((sum, event) => sum + event[part], 0n));

function groupBy<T>(items: readonly T[], key: (item: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups.values()];
}

const byRun = (events: readonly AdjustedEvent[]): StatementRun[] =>
  groupBy(events, ({ runId }) => runId).map((ofRun) => ({
    runId: ofRun[0].runId,
    agent: ofRun[0].agent,
    agentName: ofRun[0].agentName,
    amount: formatUsd(sumOf(ofRun, "amount")),
    steps: ofRun.map(({ jobId, jobTitle, projectId, runId, agent, agentName, amount, walletMovement, ...step }) => ({
      ...step,
      amount: formatUsd(amount),
    })),
  }));

const byJob = (events: readonly AdjustedEvent[]): StatementJob[] =>
  groupBy(events, ({ jobId }) => jobId).map((ofJob) => ({
    jobId: ofJob[0].jobId,
    title: ofJob[0].jobTitle,
    amount: formatUsd(sumOf(ofJob, "amount")),
    runs: byRun(ofJob),
  }));

const sumUsd = (amounts: readonly { readonly amount: string }[]): Pico =>
  pico(amounts.reduce((sum, { amount }) => sum + parseUsd(amount), 0n));

/** Lines, credits and ledger of one read: nothing can settle in between and make them differ. */
function toStatement(events: readonly AdjustedEvent[]): Statement {
  const total = sumOf(events, "amount");
  const walletMovement = sumOf(events, "walletMovement");
  return {
    jobs: byJob(events),
    lines: formatUsd(sumUsd(events.flatMap(({ components }) => components))),
    credits: formatUsd(sumUsd(events.flatMap(({ credits }) => credits))),
    adjustments: formatUsd(sumUsd(events.flatMap(({ adjustments }) => adjustments))),
    total: formatUsd(total),
    walletMovement: formatUsd(walletMovement),
    balanced: total === walletMovement,
  };
}

/** The current month in the organization's time zone, and all that no invoice has yet. */
export function getPeriodStatement(
  scope: OrgScope,
  { clock }: { readonly clock: Clock } = { clock: systemClock },
): Promise<PeriodStatement> {
  return withOrg(scope, async (tx) => {
    const now = clock.now();
    const from = await startOfMonth(tx, scope.orgId, now);
    const ours = sql`e.org_id = ${scope.orgId}`;
    const month = await readEvents(tx, sql`${ours} and e.created_at >= ${from.toISOString()}::timestamptz`);
    const unbilled = await readEvents(tx, sql`${ours} and il.event_id is null`);
    const pending = await readAdjustments(tx, sql`${ours} and il.event_id is not null and ia.delta_id is null`);
    return {
      currency: "USD",
      month: { from: from.toISOString(), to: now.toISOString(), ...toStatement(month) },
      unbilled: toStatement(unbilled),
      pending: {
        calls: new Set(pending.map(({ attemptId }) => attemptId)).size,
        amount: formatUsd(sumAdjustments(pending)),
      },
      carried: await readCarried(tx, scope.orgId, from),
    };
  });
}

/** @param where a condition that holds for calls, and for the adjustments of the same calls */
const readEvents = async (tx: Tx, where: SQL): Promise<AdjustedEvent[]> =>
  adjustEvents(await readBilledEvents(tx, where), await readAdjustments(tx, where));

async function startOfMonth(tx: Tx, orgId: string, now: Date): Promise<Date> {
  const start = sql<string>`date_trunc('month', ${now.toISOString()}::timestamptz, ${organizations.timeZone})`;
  const [row] = await tx.select({ start }).from(organizations).where(eq(organizations.id, orgId));
  if (!row) throw new NotFound("organization", orgId);
  return new Date(row.start);
}
