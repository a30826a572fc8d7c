import type { Tx } from "#platform";
import type { CallBounds, HeldOff } from "#runtime";
import { LONGEST_IN_SEAT_MS, outlasts, spread } from "../dispatch/back-off";
import { type Barrier, enterGate, leaveGate, type Passage } from "../dispatch/gate";
import type { RunRow } from "../run-changes";
import type { ClaimedRun } from "./claim-run";
import { readTroubleMs } from "./trouble";
import type { Write } from "./writer";
import { backOff, changePool } from "./yield-seat";

const WHY: Record<Barrier["cause"], string> = {
  rate_limited: "It has asked the agency to slow down.",
  outage: "It is not available right now.",
  limit: "The agency's own limit for it is used up for the moment.",
};

/** A claimed run's way to the model of its agent, one call at a time. */
export type GatePass = {
  /**
   * Before a call: null when it may be made. Otherwise nothing is held; what does not pass within two seconds costs the
   * seat. The seat is always one in the pool of the provider that is called, also for a verifier's call. @throws LeaseLost
   */
  enter(bounds: Pick<CallBounds, "inputBound" | "wantedOutput">): Promise<HeldOff | null>;
  /** After it. @param tokens that it used; null when it was not made, or made no use */
  leave(tokens: bigint | null): Promise<void>;
};

export function createGatePass({ pool, agent: { model } }: ClaimedRun, write: Write): GatePass {
  let passage: Passage | null = null;
  let hasWaitedHere = false;
  return {
    async enter({ inputBound, wantedOutput }) {
      if (model.provider !== pool) {
        await write((tx, run) => changePool(tx, run, model.provider));
        return { kind: "yielded" };
      }
      const answer = await enterGate(model, inputBound + BigInt(wantedOutput));
      if ("taken" in answer) {
        passage = answer;
        hasWaitedHere = false;
        return null;
      }
      // Once only: a seat in which one waits again and again is a seat that nobody works in.
      if (answer.inMs <= LONGEST_IN_SEAT_MS && !hasWaitedHere) {
        hasWaitedHere = true;
        return { kind: "later", inMs: answer.inMs };
      }
      return write((tx, run) => waitOutside(tx, run, model.provider, answer));
    },
    async leave(tokens) {
      const left = passage;
      passage = null;
      if (left) await leaveGate(left, tokens);
    },
  };
}

/** Gives the seat back until the model may be called; a run that has waited for too long has waited in vain. */
async function waitOutside(tx: Tx, run: RunRow, provider: string, { cause, inMs }: Barrier): Promise<HeldOff> {
  const message = WHY[cause];
  const tooLong = cause === "limit" ? null : outlasts(await readTroubleMs(tx, run), inMs);
  if (tooLong !== null) return { kind: "given-up", reason: `${message} ${tooLong}` };
  await backOff(tx, run, { provider, cause, inMs: spread(inMs, Math.random()), message });
  return { kind: "yielded" };
}
