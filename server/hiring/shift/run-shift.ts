import { setTimeout as delay } from "node:timers/promises";
import { announce } from "#events";
import { DatabaseAway, logFor, withSystem } from "#platform";
import { builtInTools, LeaseLost, type ShiftEnd, type Tool, workShift } from "#runtime";
import { openConnectors } from "../connectors/open-connectors";
import { tryHandBack } from "../crew/hand-back";
import { tryDispatch } from "../dispatch/dispatch";
import { modelProviders } from "../providers";
import { lockClaimedRun } from "../run-changes";
import { createPulse, type Pulse } from "../stalled/pulse";
import { FILES_QUIET_MS, watchSigns } from "../stalled/watch-signs";
import { takeBack } from "../take-back";
import { observeShift } from "../telemetry/observe-shift";
import { type ClaimedRun, claimRun } from "./claim-run";
import { createJournal } from "./journal";
import { keepLease, type Lease } from "./keep-lease";
import { createMeter } from "./meter";
import { orAbandon } from "./or-abandon";
import { verifierOf } from "./verifier";
import { prepareWorkspace } from "./workspace";
import { createWriter, type Writer } from "./writer";
import { yieldSeat } from "./yield-seat";

type Delivery = { readonly runId: string; readonly shiftNo: number };

/** Tools of a run beside the built-in ones and those of its job's connectors. */
export type MoreTools = (claim: ClaimedRun) => Promise<readonly Tool[]>;

/** The shifts of one worker. */
export type Shifts = {
  /**
   * One delivery of a run: claims it, works until it ends, waits or must stop, and gives the seat back. A delivery that
   * came twice or too late does nothing.
   */
  run(delivery: Delivery): Promise<void>;
  /**
   * Ends every shift, also those that begin from now on: each finishes the model call or the tools under way and hands
   * its seat back for another worker to go on. What takes longer than `graceMs` is stopped.
   */
  drain(graceMs: number): void;
};

/** A stopped shift ends at once, unless something in it hears no signal. */
const ABANDON_MS = 30_000;

export function createShifts(workerId: string, moreTools: MoreTools = async () => []): Shifts {
  const atWork = new Set<Lease>();
  let isDraining = false;
  return {
    async run({ runId, shiftNo }) {
      const claim = await claimRun(runId, shiftNo, workerId);
      if (!claim) return;
      const pulse = createPulse(() => performance.now());
      const lease = await keepLease(claim, pulse);
      atWork.add(lease);
      try {
        const work = workUnder(lease, claim, pulse, moreTools, () => isDraining);
        const hasEnded = await orAbandon(work, lease.signal, ABANDON_MS);
        if (!hasEnded) logFor({ module: "shift", runId }).error("a stopped shift does not end; leaving it to itself");
      } finally {
        atWork.delete(lease);
        await lease.end();
        if (claim.task !== null) await tryHandBack();
        await tryDispatch();
      }
    },
    drain(graceMs) {
      isDraining = true;
      setTimeout(() => {
        for (const lease of atWork) lease.stop("draining");
      }, graceMs).unref();
    },
  };
}

/** Works, and leaves the run in a state from which it goes on or has ended, whatever happens. */
async function workUnder(
  lease: Lease,
  claim: ClaimedRun,
  pulse: Pulse,
  moreTools: MoreTools,
  isEnding: () => boolean,
): Promise<void> {
  const log = logFor({ module: "shift", runId: claim.runId, jobId: claim.jobId, orgId: claim.scope.orgId });
  const writer = createWriter(claim);
  try {
    const end = await work(claim, writer, lease, pulse, moreTools, isEnding);
    if (end === "stopped") await leave(writer, lease);
    log.info({ end, stopped: lease.stopReason() }, "shift ended");
  } catch (error) {
    if (error instanceof LeaseLost) {
      log.warn("another worker has this run now");
    } else if (error instanceof DatabaseAway) {
      log.warn({ err: error }, "the database went away; the run goes on when it is back");
      await giveBack(claim, lease);
    } else {
      log.error({ err: error }, "shift broke");
      await giveUp(claim, writer).catch((cause) => log.error({ err: cause }, "the broken run could not be closed"));
    }
  }
}

async function work(
  claim: ClaimedRun,
  writer: Writer,
  lease: Lease,
  pulse: Pulse,
  moreTools: MoreTools,
  isEnding: () => boolean,
): Promise<ShiftEnd> {
  const journal = createJournal(claim, writer);
  const { callAs, ...listed } = claim.agent.model;
  const model = { ...listed, modelId: callAs };
  const provider = modelProviders().find(model);
  if (!provider) {
    await journal.fail(modelProviders().whyOff(model.provider) ?? "Its model cannot be reached from here.", "house");
    return "failed";
  }
  const { workspace, state } = await pulse.during(FILES_QUIET_MS, () => prepareWorkspace(claim));
  const { tier, agent } = claim;
  const { instructions, maxSteps, maxOutputPerStep } = agent;
  const connectors = await openConnectors(claim);
  const tools = [...builtInTools(agent.tools, claim.crew), ...connectors.tools, ...(await moreTools(claim))];
  const assignment = {
    runId: claim.runId,
    instructions,
    tools,
    model,
    provider,
    tier,
    maxSteps,
    maxOutputPerStep,
    workspace,
    acceptance: claim.acceptance?.terms ?? null,
  };
  const verifier = verifierOf(claim, writer);
  const ports = { meter: createMeter(claim, writer), journal, verifier, signal: lease.signal, isEnding };
  const watched = watchSigns(pulse, assignment, ports);
  try {
    return await observeShift(claim, watched.assignment, watched.ports, (seen, through) =>
      workShift(seen, through, state),
    );
  } finally {
    await connectors.close();
  }
}

/** After a stop: the run is cancelled if its client wished so, else it queues for the next worker, or pauses. */
async function leave(writer: Writer, lease: Lease): Promise<void> {
  if (lease.stopReason() !== "lease-lost") await writer.write((tx, run) => yieldSeat(tx, run, []));
}

const GIVE_BACK_EVERY_MS = 500;
const UNWRITTEN = "The database was away when the answer was to be written down.";

/**
 * Whether the last write was kept is not known, so the run begins anew from what is written down: it queues as soon as the
 * database is back. If that takes longer than its lease, the reconciler does the same.
 */
async function giveBack(claim: ClaimedRun, lease: Lease): Promise<void> {
  while (!lease.signal.aborted) {
    const isBack = await withSystem(async (tx) => {
      await takeBack(tx, await lockClaimedRun(tx, claim.runId, claim.leaseEpoch), UNWRITTEN);
      return true;
    }).catch((error) => {
      if (error instanceof DatabaseAway) return false;
      if (error instanceof LeaseLost) return true;
      throw error;
    });
    if (isBack) return announce(claim.jobId);
    await delay(GIVE_BACK_EVERY_MS);
  }
}

/** An error of our own ends the run with words for the client, who gets back what it cost until then. */
async function giveUp(claim: ClaimedRun, writer: Writer): Promise<void> {
  await createJournal(claim, writer).fail(
    "The agency itself had a fault while working on this run. The operator's log has the cause.",
    "house",
  );
}
