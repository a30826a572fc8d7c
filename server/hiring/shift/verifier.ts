import { verdicts } from "#drizzle/schema/index";
import { storableText } from "#kernel";
import type { ShiftPorts, Verifier } from "#runtime";
import { modelProviders } from "../providers";
import type { ClaimedRun } from "./claim-run";
import { createMeter } from "./meter";
import { type AfterSettled, settleBeside } from "./settle-beside";
import type { Writer } from "./writer";

/** Who judges the work of a claimed run, or why nobody can now; NULL when nobody has to. */
export function verifierOf(claim: ClaimedRun, writer: Writer): ShiftPorts["verifier"] {
  const edition = claim.acceptance?.verifier;
  if (!edition) return null;
  const { callAs, ...listed } = edition.model;
  const model = { ...listed, modelId: callAs };
  const provider = modelProviders().find(model);
  if (!provider) {
    const why = modelProviders().whyOff(model.provider) ?? "its model cannot be reached from here.";
    return { unavailable: `${edition.name} could not verify it: ${why}` };
  }
  // Its calls are the run's, at the verifier's price; where the run's cost is heading is told by its own steps.
  const judging = { ...claim, agent: { ...edition, maxSteps: claim.agent.maxSteps } };
  const { name, instructions, maxOutputPerStep } = edition;
  const meter = createMeter(judging, writer);
  return {
    name,
    instructions,
    maxOutputPerStep,
    model,
    provider,
    meter,
    settle: settleVerdict(judging, writer, meter.settled),
  };
}

const settleVerdict =
  (claim: ClaimedRun, writer: Writer, after: AfterSettled): Verifier["settle"] =>
  (attempt, { usage }, { passed, reasons }) =>
    settleBeside({ claim, writer, attempt, usage, after }, async (tx, figures) => {
      const { runId, scope, agent } = claim;
      const { step, attemptId } = attempt;
      const said = { passed, reasons: reasons.map(storableText) };
      await tx.insert(verdicts).values({ runId, stepNo: step, orgId: scope.orgId, attemptId, ...said });
      return { runId, type: "verification.settled", data: { ...figures, by: agent.name, ...said } };
    });
