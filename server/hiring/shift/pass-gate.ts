import type { Tx } from "#platform";
import type { CallBounds, HeldOff } from "#runtime";
import { LONGEST_IN_SEAT_MS, spread } from "../dispatch/back-off";
import { type Barrier, enterGate, leaveGate, type Passage } from "../dispatch/gate";
import type { RunRow } from "../run-changes";
import type { ClaimedRun } from "./claim-run";
import { backOff, changePool } from "./yield-seat";

/** Runs a transaction under the run's lock and epoch. */
type Write = <T>(fn: (tx: Tx, run: RunRow) => Promise<T>) => Promise<T>;

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
      const { cause } = answer;
      const inMs = spread(answer.inMs, Math.random());
      await write((tx, run) => backOff(tx, run, { provider: model.provider, cause, inMs, message: WHY[cause] }));
      return { kind: "yielded" };
    },
    async leave(tokens) {
      const left = passage;
      passage = null;
      if (left) await leaveGate(left, tokens);
    },
  };
}
