import { and, gt, inArray, isNull, lte } from "drizzle-orm";
import { standingOrders } from "#drizzle/schema/index";
import { type Clock, formatUsd } from "#kernel";
import { notify } from "#notices";
import { type Tx, withSystem } from "#platform";
import { standingOrderQueue } from "../jobs";
import { oneByOne } from "../one-by-one";
import { keepStandingOrder } from "./keep-order";
import type { StandingOrderRow } from "./read-orders";
import { firstOccurrence } from "./timetable";

type Options = { readonly clock: Clock };

/** A pause is told within this time; told once, however often it is looked at. */
const TELL_WITHIN_MS = 7 * 24 * 60 * 60_000;

/**
 * What stands behind the queue's timetable: lets orders go on whose month is over, tells whom those concern that paused
 * themselves, and keeps what is due and was not delivered.
 */
export async function tendStandingOrders({ clock }: Options): Promise<void> {
  const now = clock.now();
  const resumed = await withSystem((tx) => resumeDue(tx, now));
  for (const order of resumed) await scheduleOrder(order);
  await withSystem((tx) => tellPaused(tx, now));
  const due = await withSystem((tx) =>
    tx.select({ id: standingOrders.id }).from(standingOrders).where(lte(standingOrders.nextAt, now)),
  );
  await oneByOne(due, "standing orders", ({ id }) => keepStandingOrder(id, { clock }));
}

/** Puts every order that stands on the queue's timetable again, which may have lost some. */
export async function scheduleOrders(): Promise<void> {
  const standing = await withSystem((tx) => tx.select().from(standingOrders).where(isNull(standingOrders.endedAt)));
  for (const order of standing) await scheduleOrder(order);
}

/** Makes the queue's timetable say what the order's row says. */
export async function scheduleOrder({ id, cron, timeZone, nextAt }: StandingOrderRow): Promise<void> {
  if (nextAt === null) await standingOrderQueue.unschedule(id);
  else await standingOrderQueue.schedule(id, { standingOrderId: id }, { cron, timeZone });
}

async function resumeDue(tx: Tx, now: Date): Promise<StandingOrderRow[]> {
  const due = await tx.select().from(standingOrders).where(lte(standingOrders.resumesAt, now)).for("update");
  const resumed: StandingOrderRow[] = [];
  for (const order of due) {
    const [row] = await tx
      .update(standingOrders)
      // From the month's first moment on: nobody looks exactly then, and what was missed since is posted once.
      .set({ pausedFor: null, pausedAt: null, resumesAt: null, nextAt: firstOccurrence(order, order.resumesAt ?? now) })
      .where(and(inArray(standingOrders.id, [order.id]), isNull(standingOrders.endedAt)))
      .returning();
    if (row) resumed.push(row);
  }
  return resumed;
}

async function tellPaused(tx: Tx, now: Date): Promise<void> {
  const paused = await tx
    .select()
    .from(standingOrders)
    .where(
      and(
        inArray(standingOrders.pausedFor, ["budget", "failures", "author"]),
        gt(standingOrders.pausedAt, new Date(now.getTime() - TELL_WITHIN_MS)),
      ),
    );
  for (const order of paused) {
    await notify(tx, { ...newsOf(order), orgId: order.orgId, to: order.postedByUserId, at: now });
  }
}

function newsOf(order: StandingOrderRow) {
  const { id, title, pausedFor, pausedAt, resumesAt } = order;
  return {
    kind: "standing_order.paused" as const,
    subject: `“${title}” is paused`,
    body: explain(order),
    href: `/standing-orders/${id}`,
    cause: `standing_order.paused/${id}/${pausedAt?.toISOString()}`,
    data: { standingOrderId: id, title, reason: pausedFor, resumesAt: resumesAt?.toISOString() ?? null },
  };
}

function explain({ pausedFor, monthLimit, postedBy }: StandingOrderRow): string {
  switch (pausedFor) {
    case "budget":
      return `This month's $${formatUsd(monthLimit)} are used up. It goes on by itself next month; raise what a month may cost to go on now.`;
    case "failures":
      return "It failed three times in a row, and is not posted any more. Look at what went wrong, and let it go on.";
    default:
      return `${postedBy} may not hire agents here any more. Whoever lets it go on has ordered it from then on.`;
  }
}
