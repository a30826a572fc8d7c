import { compactions } from "#drizzle/schema/index";
import { storableText } from "#kernel";
import type { Meter } from "#runtime";
import type { ClaimedRun } from "./claim-run";
import { type AfterSettled, settleBeside } from "./settle-beside";
import type { Writer } from "./writer";

/** Keeps what stands for earlier steps of a claimed run from now on. The steps themselves stay in the journal. */
export const settleCompaction =
  (claim: ClaimedRun, writer: Writer, after: AfterSettled): Meter["settleCompaction"] =>
  async (attempt, { usage }, compaction) => {
    const { runId, scope } = claim;
    const { step, covered } = compaction;
    const summary = storableText(compaction.summary);
    await settleBeside({ claim, writer, attempt, usage, after }, async (tx, figures) => {
      const { attemptId } = attempt;
      await tx.insert(compactions).values({ runId, stepNo: step, orgId: scope.orgId, attemptId, covered, summary });
      return { runId, type: "run.compacted", data: { ...figures, covered, summary } };
    });
    return { step, covered, summary };
  };
