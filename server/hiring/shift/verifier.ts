import { verdicts } from "#drizzle/schema/index";
import { announce, appendEvents } from "#events";
import { formatUsd, storableText } from "#kernel";
import { withOrg } from "#platform";
import type { ShiftPorts, Verifier } from "#runtime";
import { modelProviders } from "../providers";
import { lockClaimedRun } from "../run-changes";
import { addToRuns } from "./add-to-runs";
import type { ClaimedRun } from "./claim-run";
import { createMeter, reviewModel } from "./meter";
import { chargeCalls } from "./settle-calls";

/** Who judges the work of a claimed run, or why nobody can now; NULL when nobody has to. */
export function verifierOf(claim: ClaimedRun): ShiftPorts["verifier"] {
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
  return {
    name,
    instructions,
    maxOutputPerStep,
    model,
    provider,
    meter: createMeter(judging),
    settle: settleVerdict(judging),
  };
}

/** One transaction under the run's lock and epoch, and the job's lock: the verdict is kept if and only if it is paid. */
const settleVerdict =
  (claim: ClaimedRun): Verifier["settle"] =>
  async (attempt, { usage }, { passed, reasons }) => {
    const { scope, runId, jobId, agent } = claim;
    const { step, attempt: no, attemptId } = attempt;
    const settlement = await withOrg(scope, async (tx) => {
      const run = await lockClaimedRun(tx, runId, claim.leaseEpoch);
      const said = { passed, reasons: reasons.map(storableText) };
      const [settlement] = await chargeCalls(tx, [{ claim, attempt, usage }]);
      if (!settlement) throw new Error(`attempt ${attemptId} was left unsettled`);
      await tx.insert(verdicts).values({ runId, stepNo: step, orgId: scope.orgId, attemptId, ...said });
      const totals = (await addToRuns(tx, [{ claim, run, settlement, steps: 0 }]))(runId);
      const { inputTokens, outputTokens, cost, credited } = settlement;
      const data = {
        ...{ step, attempt: no, by: agent.name, ...said },
        ...{ inputTokens: inputTokens.toString(), outputTokens: outputTokens.toString() },
        ...{ cost: formatUsd(cost), credited: formatUsd(credited), totals },
      };
      await appendEvents(tx, scope.orgId, jobId, [{ runId, type: "verification.settled", data }]);
      return settlement;
    });
    announce(jobId);
    await reviewModel(claim, settlement);
  };
