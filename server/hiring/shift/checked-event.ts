import type { NewEvent } from "#events";
import { storableText } from "#kernel";
import type { Inspection } from "#runtime";

/** Tells what came of checking what a step wants to hand over. */
export const checkedEvent = (runId: string, step: number, inspection: Inspection): NewEvent => ({
  runId,
  type: "delivery.checked",
  data: {
    step,
    ...inspection,
    checks: inspection.checks.map(({ check, problem }) => ({
      check: storableText(check),
      problem: problem === null ? null : storableText(problem),
    })),
    verdict: inspection.verdict && { ...inspection.verdict, reasons: inspection.verdict.reasons.map(storableText) },
    reasons: inspection.reasons.map(storableText),
  },
});
