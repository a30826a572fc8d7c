import { hostname } from "node:os";
import { and, eq, inArray, isNotNull, lt, ne, sql } from "drizzle-orm";
import {
  closeDue,
  collectDue,
  continueRerates,
  getInvoicePdf,
  publishDailyHeads,
  sealEvents,
  tendWallets,
} from "#billing";
import { syncLocalModel } from "#catalogue";
import { runs, workers } from "#drizzle/schema/index";
import { scopeForPost } from "#identity";
import { newId, systemClock } from "#kernel";
import { deliverOutbox } from "#notices";
import { env, logFor, type Processor, storage, withSystem } from "#platform";
import { closeSandbox, detectLocalModels } from "#runtime";
import { acceptOverdue } from "./commands/accept-job";
import { shiftQueue, standingOrderQueue } from "./jobs";
import { raiseAlerts } from "./raise-alerts";
import { reconcile } from "./reconcile";
import { repeat } from "./repeat";
import { createShifts, type MoreTools } from "./shift/run-shift";
import { watchStalled } from "./stalled/tend-stalled";
import { keepStandingOrder } from "./standing-orders/keep-order";
import { scheduleOrders, tendStandingOrders } from "./standing-orders/tend-orders";
import { tellRerated } from "./wallets/tell-rerated";
import { tellTopup } from "./wallets/tell-topup";

/** Runs at work in one process. They mostly wait for models. */
const RUNS_PER_WORKER = 64;
const TICK_MS = 1_000;
const LOCAL_MODEL_EVERY_MS = 60_000;
const SEAL_MS = 2_000;
const RERATE_MS = 2_000;
const ACCEPT_MS = 10 * 60_000;
const ORDERS_MS = 15_000;
const CLOSE_MS = 60 * 60_000;
const HEADS_EVERY_MS = 10 * 60_000;
const SWEEP_MS = 60 * 60_000;
/** An upload that has written nothing for so long is not under way any more. */
const STALE_MS = 24 * 60 * 60_000;
/** How long a draining worker waits for model calls under way, below what its supervisor grants it. */
const DRAIN_GRACE_MS = 4_000;

export type Worker = {
  /** Takes no new shift, lets running ones finish what they are doing, and hands their seats back. */
  drain(): Promise<void>;
};

/**
 * Puts this process to work: shifts from the queue, a tick that reconciles and shows a sign of life, the sealer, the
 * monthly close, and the outgoing post.
 * @param moreTools what its runs have beside the built-in tools; nothing when absent
 */
export async function startWorker({ moreTools }: { readonly moreTools?: MoreTools } = {}): Promise<Worker> {
  const log = logFor({ module: "worker" });
  const id = newId();
  const host = hostname();
  await signIn(id, host);
  await takeFromTheDead(id, host);
  const shifts = createShifts(id, moreTools);
  const processor: Processor = shiftQueue.createProcessor(shifts.run, { concurrency: RUNS_PER_WORKER });

  let localModelAt = 0;
  const tick = async (): Promise<void> => {
    await withSystem((tx) => tx.update(workers).set({ seenAt: sql`now()` }).where(eq(workers.id, id)));
    await reconcile();
    const { LOCAL_MODEL_URL } = env();
    if (LOCAL_MODEL_URL && Date.now() - localModelAt > LOCAL_MODEL_EVERY_MS) {
      localModelAt = Date.now();
      const { models, reason } = await detectLocalModels(LOCAL_MODEL_URL);
      if (reason) log.warn({ reason }, "the local model server offers no model");
      await syncLocalModel(models);
    }
  };
  const post = async (signal: AbortSignal): Promise<void> => {
    await raiseAlerts({ clock: systemClock });
    await deliverOutbox(signal, attachInvoice);
  };
  let headsAt = 0;
  const seal = async (): Promise<void> => {
    await sealEvents();
    if (Date.now() - headsAt < HEADS_EVERY_MS) return;
    await publishDailyHeads();
    headsAt = Date.now();
  };
  const orders = standingOrderQueue.createProcessor(
    ({ standingOrderId }) => keepStandingOrder(standingOrderId, { clock: systemClock }),
    { concurrency: 1 },
  );
  await scheduleOrders();
  const stopTicking = repeat("tick", tick, TICK_MS);
  // Apart from the tick: a receiver that takes its time holds up no run.
  const stopPost = repeat("post", post, TICK_MS);
  const stopWallets = repeat("wallets", () => tendWallets({ clock: systemClock, tell: tellTopup }), TICK_MS);
  const stopWatching = watchStalled();
  const stopSealing = repeat("seal", seal, SEAL_MS);
  const stopAccepting = repeat("accept", () => acceptOverdue(env().ACCEPT_AFTER_DAYS), ACCEPT_MS);
  const stopRerating = repeat("rerate", (signal) => continueRerates({ tell: tellRerated, signal }), RERATE_MS);
  const stopTending = repeat("standing orders", () => tendStandingOrders({ clock: systemClock }), ORDERS_MS);
  const stopClosing = repeat("close", closeBooks, CLOSE_MS);
  const stopSweeping = repeat("sweep", sweepFiles, SWEEP_MS);
  log.info({ workerId: id }, "at work");

  return {
    async drain() {
      const stopped = Promise.all([
        stopTicking(),
        stopPost(),
        stopWallets(),
        stopWatching(),
        stopSealing(),
        stopRerating(),
        stopAccepting(),
        stopTending(),
        stopClosing(),
        stopSweeping(),
      ]);
      shifts.drain(DRAIN_GRACE_MS);
      await Promise.all([processor.close(), orders.close()]);
      await stopped;
      await closeSandbox();
      await withSystem((tx) => tx.delete(workers).where(eq(workers.id, id)));
    },
  };
}

/** What goes with the letter about an invoice. */
const attachInvoice = (orgId: string, invoiceId: string) =>
  getInvoicePdf(scopeForPost(orgId), invoiceId, { clock: systemClock });

/** Bills the months that have ended, and collects what invoices are still due. */
async function closeBooks(signal: AbortSignal): Promise<void> {
  await closeDue({ clock: systemClock, signal });
  await collectDue();
}

/** What uploads left behind whose process died. */
async function sweepFiles(): Promise<void> {
  const removed = await storage().sweep(new Date(Date.now() - STALE_MS));
  if (removed > 0) logFor({ module: "worker" }).info({ removed }, "removed files that were never finished");
}

async function signIn(id: string, host: string): Promise<void> {
  await withSystem(async (tx) => {
    await tx.insert(workers).values({ id, pid: process.pid, host, startedAt: sql`now()`, seenAt: sql`now()` });
    await tx.delete(workers).where(lt(workers.seenAt, sql`now() - interval '1 day'`));
  });
}

/**
 * Workers of this machine whose process is gone cannot renew: their leases end now instead of within 15 seconds. The queue
 * may have handed them runs that they did not come to claim: these wait for a seat again.
 */
async function takeFromTheDead(id: string, host: string): Promise<void> {
  await withSystem(async (tx) => {
    const others = await tx
      .select()
      .from(workers)
      .where(and(eq(workers.host, host), ne(workers.id, id)));
    const dead = others.filter(({ pid }) => pid === process.pid || !isAlive(pid)).map((worker) => worker.id);
    if (dead.length === 0) return;
    await tx
      .update(runs)
      .set({ leaseUntil: sql`now() - interval '1 second'` })
      .where(and(eq(runs.status, "working"), inArray(runs.workerId, dead)));
    await tx
      .update(runs)
      .set({ admittedAt: null })
      .where(and(eq(runs.status, "queued"), isNotNull(runs.admittedAt)));
    await tx.delete(workers).where(inArray(workers.id, dead));
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
