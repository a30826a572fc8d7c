import { and, eq, isNull } from "drizzle-orm";
import { occurrences, standingOrders } from "#drizzle/schema/index";
import { announce } from "#events";
import { findHiringScope, scopeForPost } from "#identity";
import { type Actor, type Clock, DomainError, formatUsd, type OrgScope, type Pico, parseUsd } from "#kernel";
import { type Tx, withOrg, withSystem } from "#platform";
import { postHire } from "../commands/hire";
import { tryDispatch } from "../dispatch/dispatch";
import { BudgetTooSmall } from "../errors";
import type { JobOrder } from "../schema";
import { outcomeOf, readCommitted, readOccurrences, type StandingOrderRow, templateOf } from "./read-orders";
import { budgetOfNext, hasFailedTooOften, MAX_FAILURES } from "./rules";
import { monthOf, nextOccurrence } from "./timetable";

/** Among the latest occurrences some may still be at work; beyond these nobody looks for three that failed. */
const LATEST = MAX_FAILURES * 4;

/**
 * Does what a standing order is due for: posts its job, or pauses it when the month's money is used up or the last three
 * failed. Delivered twice, or before its time, it does nothing; what was missed while the agency was closed is posted once.
 */
export async function keepStandingOrder(standingOrderId: string, { clock }: { readonly clock: Clock }): Promise<void> {
  const found = await findStanding(standingOrderId);
  if (!found) return;
  const author = await findHiringScope(found.orgId, actorOf(found));
  const jobId = await withOrg(author ?? scopeForPost(found.orgId), async (tx) => {
    const order = await lockDue(tx, standingOrderId, clock.now());
    if (!order) return null;
    if (author) return keep(tx, author, order, clock.now());
    await pauseFor(tx, order, "author", clock.now());
    return null;
  });
  if (jobId === null) return;
  announce(jobId);
  await tryDispatch();
}

async function findStanding(id: string): Promise<StandingOrderRow | undefined> {
  const [order] = await withSystem((tx) =>
    tx
      .select()
      .from(standingOrders)
      .where(and(eq(standingOrders.id, id), isNull(standingOrders.endedAt))),
  );
  return order;
}

const actorOf = ({ postedByUserId: userId, postedByKeyId: apiKeyId, postedBy: label }: StandingOrderRow): Actor => ({
  userId,
  apiKeyId,
  label,
});

async function lockDue(tx: Tx, id: string, now: Date): Promise<(StandingOrderRow & { dueAt: Date }) | null> {
  const [order] = await tx.select().from(standingOrders).where(eq(standingOrders.id, id)).for("update");
  return order?.nextAt && order.nextAt <= now ? { ...order, dueAt: order.nextAt } : null;
}

/** @returns the job that was posted; NULL when none was */
async function keep(
  tx: Tx,
  scope: OrgScope,
  order: StandingOrderRow & { readonly dueAt: Date },
  now: Date,
): Promise<string | null> {
  const { failuresFrom } = order;
  const past = await readOccurrences(tx, [order.id], LATEST);
  const counted = past.filter(({ dueAt }) => failuresFrom === null || dueAt >= failuresFrom);
  if (hasFailedTooOften(counted.map(outcomeOf))) {
    await pauseFor(tx, order, "failures", now);
    return null;
  }
  const template = templateOf(order);
  const full = parseUsd(template.budget, "budget");
  // Of the month in which it was due, also when that has just ended: each month's jobs keep within its limit.
  const budget = budgetOfNext(full, order.monthLimit, await readCommitted(tx, order, order.dueAt));
  const posted = budget === null ? "used-up" : await post(tx, scope, template, { budget, full });
  if (posted === "used-up") {
    await pauseFor(tx, order, "budget", now);
    return null;
  }
  const { id: standingOrderId, orgId, dueAt } = order;
  await tx.insert(occurrences).values({ standingOrderId, orgId, dueAt, ...posted });
  await tx
    .update(standingOrders)
    .set({ nextAt: nextOccurrence(order, now) })
    .where(eq(standingOrders.id, order.id));
  return posted.jobId;
}

type Posted = { readonly jobId: string; readonly refusal: null } | { readonly jobId: null; readonly refusal: string };

/** Posts the job in a savepoint: what cannot be posted leaves nothing half-done, and is an occurrence all the same. */
async function post(
  tx: Tx,
  scope: OrgScope,
  template: JobOrder,
  { budget, full }: { readonly budget: Pico; readonly full: Pico },
): Promise<Posted | "used-up"> {
  const runBudget = template.runBudget === undefined ? undefined : parseUsd(template.runBudget, "runBudget");
  const order = {
    ...template,
    budget: formatUsd(budget),
    runBudget: runBudget === undefined ? undefined : formatUsd(runBudget < budget ? runBudget : budget),
  };
  try {
    return { jobId: await tx.transaction((inner) => postHire(inner, scope, order)), refusal: null };
  } catch (error) {
    if (error instanceof BudgetTooSmall && budget < full) return "used-up";
    if (error instanceof DomainError) return { jobId: null, refusal: error.message };
    throw error;
  }
}

async function pauseFor(
  tx: Tx,
  order: StandingOrderRow & { readonly dueAt: Date },
  pausedFor: "budget" | "failures" | "author",
  now: Date,
): Promise<void> {
  const resumesAt = pausedFor === "budget" ? monthOf(order.dueAt, order.timeZone).end : null;
  await tx
    .update(standingOrders)
    .set({ pausedFor, pausedAt: now, resumesAt, nextAt: null })
    .where(eq(standingOrders.id, order.id));
}
