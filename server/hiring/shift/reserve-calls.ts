import { eq, sql } from "drizzle-orm";
import { type HoldPlan, type HoldRefused, type HoldRequest, listCapSubjects, placeHolds, planHolds } from "#billing";
import { listSoldModels, readRateTable, type SoldModel } from "#catalogue";
import { runs } from "#drizzle/schema/index";
import { appendAllEvents } from "#events";
import { formatUsd, newId, parseUsd } from "#kernel";
import { env, inOneTrip, providerDailyCeiling, type Tx } from "#platform";
import type { CallBounds, HeldUp, NeedsWord, Refused, Reserved } from "#runtime";
import { MINIMUM_OUTPUT } from "../quote/plan-hire";
import { changeRun, lockClaimedRuns, type RunAtWork } from "../run-changes";
import { type Answered, answerCalls, answersNews } from "./answer-calls";
import type { ClaimedRun } from "./claim-run";
import { explainRefusal } from "./explain-refusal";
import { openAttempts } from "./open-attempts";
import { mustAsk, readSpending } from "./spending";

/** A call that is to be made next, with the answers that it shows and that are not written down yet. */
export type WantedCall = Answered & { readonly bounds: CallBounds };

type Answer = Reserved | Refused | HeldUp | NeedsWord;

type LockedCall = WantedCall & {
  readonly run: RunAtWork;
  readonly capSubjects: HoldRequest["capSubjects"];
  readonly sold: SoldModel;
};

/**
 * Reserves the worst case of runs' next calls, in one transaction under the runs' locks and epochs and the jobs' locks, and
 * writes down what those calls will know: no call is made on answers that a crash could change.
 * Each is decided by itself, in the order given; a run that is refused waits.
 * @returns in the order of the calls
 * @throws LeaseLost when another worker has one of the runs
 */
export async function reserveCalls(tx: Tx, wanted: readonly WantedCall[]): Promise<Answer[]> {
  const [locked, capSubjects, sold] = await inOneTrip(
    () =>
      lockClaimedRuns(
        tx,
        wanted.map(({ claim }) => claim),
      ),
    () =>
      listCapSubjects(
        tx,
        wanted.map(({ claim }) => ({ ...claim, orgId: claim.scope.orgId })),
      ),
    () =>
      listSoldModels(
        tx,
        wanted.map(({ claim }) => ({ orgId: claim.scope.orgId, modelId: claim.agent.model.id })),
        new Date(),
      ),
    () => answerCalls(tx, wanted),
  );
  const answers = new Map<string, Answer>();
  const calls: LockedCall[] = [];
  for (const [index, run] of locked.entries()) {
    const [call, subjects, model] = [wanted[index], capSubjects[index], sold[index]];
    if (!call || !subjects || !model) continue;
    if (run.pauseRequestedAt) answers.set(run.id, { kind: "pausing" });
    else if (run.messages > call.bounds.messages) answers.set(run.id, { kind: "unread" });
    else calls.push({ ...call, run, capSubjects: subjects, sold: model });
  }
  const plans: Planned[] = [];
  for (const planned of await plan(tx, calls)) {
    const subject = await askBefore(tx, planned);
    if (subject) answers.set(planned.call.run.id, { kind: "ask", subject });
    else plans.push(planned);
  }
  const placements = plans.flatMap(placementOf);
  await appendAllEvents(tx, withoutHold(wanted, placements).map(answersNews));
  for (const reserved of await reserve(tx, placements)) answers.set(reserved.runId, reserved.answer);
  for (const { call, decision } of plans) {
    if (decision.kind !== "refused") continue;
    await letWait(tx, call.run, decision);
    answers.set(call.run.id, { kind: "refused" });
  }
  return wanted.map(({ claim }) => answers.get(claim.runId) ?? failOn(claim));
}

function failOn({ runId }: ClaimedRun): never {
  throw new Error(`the call of run ${runId} was left undecided`);
}

type Planned = { readonly call: LockedCall; readonly decision: HoldPlan | HoldRefused };

async function plan(tx: Tx, calls: readonly LockedCall[]): Promise<Planned[]> {
  const requests: HoldRequest[] = [];
  for (const { claim, bounds, capSubjects, sold } of calls) {
    requests.push({
      orgId: claim.scope.orgId,
      capSubjects,
      rates: await readRateTable(tx, sold),
      api: claim.agent.model.api,
      markupBps: claim.agent.markupBps,
      tier: claim.tier,
      inputBound: bounds.inputBound,
      wantedOutput: bounds.wantedOutput,
      minimumOutput: MINIMUM_OUTPUT,
      providerCeiling: ceilingOf(claim.agent.model.provider),
    });
  }
  if (requests.length === 0) return [];
  const decisions = await planHolds(tx, requests);
  return calls.flatMap((call, index) => {
    const decision = decisions[index];
    return decision ? { call, decision } : [];
  });
}

/** What the client wanted to be asked before this call; NULL when nothing. */
async function askBefore(tx: Tx, { call, decision }: Planned): Promise<NeedsWord["subject"] | null> {
  if (!call.claim.asksBeforeSpending || decision.kind !== "plan") return null;
  const terms = await readSpending(tx, call.claim.jobId);
  if (!mustAsk(terms, decision.amount)) return null;
  const { spent, budget } = terms;
  return { kind: "spend", step: formatUsd(decision.amount), spent: formatUsd(spent), budget: formatUsd(budget) };
}

function ceilingOf(provider: string) {
  const limit = providerDailyCeiling(env());
  return limit === null ? undefined : { provider, limit: parseUsd(limit, "PROVIDER_DAILY_COST_CEILING") };
}

type Placement = LockedCall & { readonly plan: HoldPlan; readonly attemptId: string };

const placementOf = ({ call, decision }: Planned): Placement[] =>
  decision.kind === "plan" ? [{ ...call, plan: decision, attemptId: newId() }] : [];

/** The calls that are not made now, whatever the reason. */
function withoutHold(wanted: readonly WantedCall[], placements: readonly Placement[]): WantedCall[] {
  const held = new Set(placements.map(({ run }) => run.id));
  return wanted.filter(({ claim }) => !held.has(claim.runId));
}

/** Writes the attempts, their holds and the news: what the calls know, and that they are made. */
async function reserve(
  tx: Tx,
  placements: readonly Placement[],
): Promise<{ readonly runId: string; readonly answer: Reserved }[]> {
  if (placements.length === 0) return [];
  const [numbers] = await inOneTrip(
    () => openAttempts(tx, placements),
    () => placeHolds(tx, placements),
  );
  const reserved = placements.map((placement) => {
    const { attemptId, bounds, plan } = placement;
    const { attempt, failedBefore } = numbers(attemptId);
    const { step } = bounds;
    const { maxOutput } = plan;
    const answer = { kind: "reserved", attemptId, step, attempt, maxOutput, failedBefore } satisfies Reserved;
    return { ...placement, runId: placement.run.id, answer };
  });
  await appendAllEvents(tx, reserved.map(newsOf));
  return reserved;
}

function newsOf(reserved: Placement & { readonly answer: Reserved }): ReturnType<typeof answersNews> {
  const { claim, bounds, plan, answer } = reserved;
  const { step, attempt, maxOutput } = answer;
  const data = { step, attempt, purpose: bounds.purpose, held: formatUsd(plan.amount), maxOutput };
  const { news, ...job } = answersNews(reserved);
  return { ...job, news: [...news, { runId: claim.runId, type: "attempt.reserved", data }] };
}

async function letWait(tx: Tx, run: RunAtWork, refusal: HoldRefused): Promise<void> {
  const until =
    refusal.scope === "provider"
      ? sql`date_trunc('day', now() at time zone 'utc') at time zone 'utc' + interval '1 day'`
      : null;
  await tx.update(runs).set({ waitingFor: refusal.needed, waitingUntil: until }).where(eq(runs.id, run.id));
  await changeRun(tx, run, "waiting", "budget", [
    { runId: run.id, type: "run.waiting", data: { reason: "budget", message: explainRefusal(refusal) } },
  ]);
}
