import { announce, appendAllEvents } from "#events";
import { type Tx, withOrg, withSystem } from "#platform";
import type { FinishedCall } from "#runtime";
import { lockClaimedRun, type RunRow } from "../run-changes";
import { type AnsweredStep, answerCalls, answersNews } from "./answer-calls";
import type { ClaimedRun } from "./claim-run";

/** Runs a transaction under the run's lock and epoch, and the job's lock, then tells the viewers. @throws LeaseLost */
export type Write = <T>(fn: (tx: Tx, run: RunRow) => Promise<T>) => Promise<T>;

/**
 * All that one shift writes goes through its writer. It may keep answers to tool calls for a moment: whatever is written
 * next, they are written with it. So the next model call, which is the next thing that is reserved, never knows more than
 * the database does, and a step costs two commits instead of three.
 */
export type Writer = {
  /** Keeps answers to calls that may be made again: a crash before the next write does so. */
  keep(step: number, calls: readonly FinishedCall[]): void;
  /** Hands what is kept to a transaction that is not `write`'s; it stays kept when that fails. */
  carry<T>(send: (kept: readonly AnsweredStep[]) => Promise<T>): Promise<T>;
  write: Write;
  /** The same with the system's rights, for what the run's organization may not read or write itself. */
  writeAsSystem: Write;
};

export function createWriter(claim: ClaimedRun): Writer {
  const { scope, runId, jobId, leaseEpoch } = claim;
  let kept: readonly AnsweredStep[] = [];

  const carry: Writer["carry"] = async (send) => {
    const carried = kept;
    kept = [];
    try {
      return await send(carried);
    } catch (error) {
      kept = [...carried, ...kept];
      throw error;
    }
  };

  const writeIn =
    (transact: <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>): Write =>
    (fn) =>
      carry(async (answers) => {
        const result = await transact(async (tx) => {
          const run = await lockClaimedRun(tx, runId, leaseEpoch);
          await answerCalls(tx, [{ claim, answers }]);
          await appendAllEvents(tx, [answersNews({ claim, answers })]);
          return fn(tx, run);
        });
        announce(jobId);
        return result;
      });

  return {
    keep(step, calls) {
      if (calls.length > 0) kept = [...kept, { step, calls }];
    },
    carry,
    write: writeIn((fn) => withOrg(scope, fn)),
    writeAsSystem: writeIn(withSystem),
  };
}
