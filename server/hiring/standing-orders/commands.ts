import { and, eq, isNull } from "drizzle-orm";
import { standingOrders } from "#drizzle/schema/index";
import { type Clock, Conflict, InvalidInput, newId, type OrgScope } from "#kernel";
import { type Tx, withOrg } from "#platform";
import { checkHire } from "../commands/hire";
import { claimKey, hashBody } from "../idempotency";
import { readBudget } from "../quote/plan-hire";
import { getStandingOrder } from "./queries";
import { lockOrder, type StandingOrderRow } from "./read-orders";
import type { StandingOrderChanges, StandingOrderOrder, StandingOrderView } from "./schema";
import { scheduleOrder } from "./tend-orders";
import { checkTimetable, nextOccurrence } from "./timetable";

type Options = { readonly clock: Clock; readonly idempotencyKey?: string | undefined };

/**
 * Orders a job to be posted again and again, in the name of who orders it. It must be possible to hire it now.
 * @throws InvalidInput | AgentOffDuty | BudgetTooSmall | KeyReused
 */
export async function createStandingOrder(
  scope: OrgScope,
  { cron, timeZone, monthLimit, ...template }: StandingOrderOrder,
  { clock, idempotencyKey: key }: Options,
): Promise<StandingOrderView> {
  const now = clock.now();
  const { orgId, actor } = scope;
  checkTimetable({ cron, timeZone }, now);
  const id = newId();
  const created = await withOrg(scope, async (tx) => {
    if (key !== undefined) {
      const body = { cron, timeZone, monthLimit, ...template };
      const earlier = await claimKey(tx, orgId, { key, bodyHash: hashBody("standing-order", body), resultId: id });
      if (earlier) return earlier;
    }
    const { plan } = await checkHire(tx, template);
    await tx.insert(standingOrders).values({
      id,
      orgId,
      title: template.title,
      template,
      cron,
      timeZone,
      monthLimit: readMonthLimit(monthLimit, plan.budget),
      nextAt: nextOccurrence({ cron, timeZone }, now),
      postedByUserId: actor.userId,
      postedByKeyId: actor.apiKeyId,
      postedBy: actor.label,
      createdAt: now,
    });
    return id;
  });
  return scheduled(scope, created, { clock });
}

/**
 * Changes when it is due, or what a month may cost. One that waits for the next month's money goes on at once.
 * @throws NotFound | InvalidInput
 */
export function changeStandingOrder(
  scope: OrgScope,
  id: string,
  changes: StandingOrderChanges,
  options: { readonly clock: Clock },
): Promise<StandingOrderView> {
  return change(scope, id, options, (order, now) => {
    const timetable = { cron: changes.cron ?? order.cron, timeZone: changes.timeZone ?? order.timeZone };
    checkTimetable(timetable, now);
    const limit = changes.monthLimit === undefined ? order.monthLimit : readBudget(changes.monthLimit, "monthLimit");
    const stays = order.pausedFor !== null && order.pausedFor !== "budget";
    return {
      ...timetable,
      monthLimit: limit,
      ...(stays ? {} : { ...GOING_ON, nextAt: nextOccurrence(timetable, now) }),
    };
  });
}

/** Posts nothing from now on, until somebody lets it go on. @throws NotFound */
export const pauseStandingOrder = (
  scope: OrgScope,
  id: string,
  options: { readonly clock: Clock },
): Promise<StandingOrderView> =>
  change(scope, id, options, (order, now) => ({
    pausedFor: "person",
    pausedAt: order.pausedAt ?? now,
    resumesAt: null,
    nextAt: null,
  }));

/** Lets a paused one go on from its next time, in the name of who says so. @throws NotFound | Conflict when it is not paused */
export const resumeStandingOrder = (
  scope: OrgScope,
  id: string,
  options: { readonly clock: Clock },
): Promise<StandingOrderView> =>
  change(scope, id, options, (order, now) => {
    if (order.pausedFor === null) throw new Conflict("This standing order is not paused.", { standingOrderId: id });
    const { userId, apiKeyId, label } = scope.actor;
    const author = { postedByUserId: userId, postedByKeyId: apiKeyId, postedBy: label };
    const seen = order.pausedFor === "failures" ? { failuresFrom: now } : {};
    return { ...GOING_ON, ...author, ...seen, nextAt: nextOccurrence(order, now) };
  });

/** Ends it for good. Its jobs stay. @throws NotFound */
export const endStandingOrder = (
  scope: OrgScope,
  id: string,
  options: { readonly clock: Clock },
): Promise<StandingOrderView> => change(scope, id, options, (_, now) => ({ ...GOING_ON, nextAt: null, endedAt: now }));

const GOING_ON = { pausedFor: null, pausedAt: null, resumesAt: null } as const;

type Change = Partial<typeof standingOrders.$inferInsert>;

async function change(
  scope: OrgScope,
  id: string,
  { clock }: { readonly clock: Clock },
  decide: (order: StandingOrderRow, now: Date) => Change,
): Promise<StandingOrderView> {
  await withOrg(scope, async (tx) => {
    const order = await lockOrder(tx, id);
    await tx
      .update(standingOrders)
      .set(decide(order, clock.now()))
      .where(and(eq(standingOrders.id, id), isNull(standingOrders.endedAt)));
  });
  return scheduled(scope, id, { clock });
}

/** The queue is told after the commit; what it does not hear, the worker sees. */
async function scheduled(
  scope: OrgScope,
  id: string,
  { clock }: { readonly clock: Clock },
): Promise<StandingOrderView> {
  await scheduleOrder(await withOrg(scope, (tx) => readRow(tx, id)));
  return getStandingOrder(scope, id, { clock });
}

async function readRow(tx: Tx, id: string): Promise<StandingOrderRow> {
  const [row] = await tx.select().from(standingOrders).where(eq(standingOrders.id, id));
  if (!row) throw new Error(`standing order ${id} has no row`);
  return row;
}

function readMonthLimit(text: string, budget: bigint) {
  const limit = readBudget(text, "monthLimit");
  if (limit < budget) {
    throw new InvalidInput("monthLimit", "A month must afford at least one job: give as much as its budget, or more.");
  }
  return limit;
}
