import { and, eq, type SQL, sql } from "drizzle-orm";
import { capSubjectsOf, type HoldPlan, placeHold, planHold, type Settlement, settleHold } from "#billing";
import { getRateTable, getRateTableOf, takeModelOffDuty } from "#catalogue";
import { attempts, runs, steps, toolCalls } from "#drizzle/schema/index";
import { announce, appendEvents, clearDraft } from "#events";
import { addPico, formatUsd, newId, parseUsd, storableText } from "#kernel";
import { env, logFor, providerDailyCeiling, type Tx, withOrg, withSystem } from "#platform";
import type { AssistantPart, JournalCall, JournalStep, Meter, ModelCallFailed, ModelReply, Reserved } from "#runtime";
import { MINIMUM_OUTPUT } from "../quote/plan-hire";
import { changeRun, lockClaimedRun, type RunRow } from "../run-changes";
import { projectCost } from "../run-view";
import type { ClaimedRun } from "./claim-run";
import { type AgencyCost, type AttemptRow, closeAttempt } from "./close-attempt";
import { storable } from "./storable";

/** The meter of one claimed run: each method is one transaction under the run's lock and epoch, and the job's lock. */
export function createMeter(claim: ClaimedRun): Meter {
  const { scope, runId, jobId, apiKeyId, projectId } = claim;

  /** Runs a transaction of this shift, then tells the viewers. */
  async function write<T>(fn: (tx: Tx, run: RunRow) => Promise<T>): Promise<T> {
    const result = await withOrg(scope, async (tx) => fn(tx, await lockClaimedRun(tx, runId, claim.leaseEpoch)));
    announce(jobId);
    return result;
  }

  return {
    reserve: ({ step, inputBound, wantedOutput, messages }) =>
      write(async (tx, run) => {
        if (run.messages > messages) return { kind: "unread" };
        const plan = await planHold(tx, {
          orgId: scope.orgId,
          capSubjects: await capSubjectsOf(tx, { orgId: scope.orgId, runId, jobId, apiKeyId, projectId }),
          rates: await getRateTable(tx, claim.agent.model.id, new Date()),
          api: claim.agent.model.api,
          markupBps: claim.agent.markupBps,
          tier: claim.tier,
          inputBound,
          wantedOutput,
          minimumOutput: MINIMUM_OUTPUT,
          providerCeiling: ceilingOf(claim.agent.model.provider),
        });
        if (plan.kind === "refused") {
          const message = explainRefusal(plan);
          const until =
            plan.scope === "provider"
              ? sql`date_trunc('day', now() at time zone 'utc') at time zone 'utc' + interval '1 day'`
              : null;
          await tx.update(runs).set({ waitingFor: plan.needed, waitingUntil: until }).where(eq(runs.id, runId));
          await changeRun(tx, run, "waiting", "budget", [
            { runId, type: "run.waiting", data: { reason: "budget", message } },
          ]);
          return { kind: "refused" };
        }
        const attemptId = newId();
        const { attempt, failedBefore } = await openAttempt(tx, claim, { id: attemptId, step, inputBound, plan });
        await placeHold(tx, plan, attemptId);
        const { maxOutput } = plan;
        await appendEvents(tx, scope.orgId, jobId, [
          { runId, type: "attempt.reserved", data: { step, attempt, held: formatUsd(plan.amount), maxOutput } },
        ]);
        return { kind: "reserved", attemptId, step, attempt, maxOutput, failedBefore };
      }),

    async settle(attempt, reply) {
      const { settlement, written } = await write(async (tx, run) => {
        const row = await endAttempt(tx, attempt, "settled");
        const written = await writeStep(tx, scope.orgId, runId, attempt, reply);
        const settlement = await charge(tx, claim, row, reply.usage);
        const totals = await addToRun(tx, claim, run, settlement, 1);
        await clearDraft(tx, runId);
        const { step, attempt: no } = attempt;
        await appendEvents(tx, scope.orgId, jobId, [
          {
            runId,
            type: "step.settled",
            data: {
              step,
              attempt: no,
              text: written.parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join(""),
              toolCalls: written.calls.map(({ position, name, args }) => ({ position, name, args })),
              inputTokens: settlement.inputTokens.toString(),
              outputTokens: settlement.outputTokens.toString(),
              cost: formatUsd(settlement.cost),
              credited: formatUsd(settlement.credited),
              totals,
            },
          },
        ]);
        return { settlement, written };
      });
      await reviewModel(claim, settlement);
      return written;
    },

    fail: (attempt, failure, retryInMs) =>
      write(async (tx) => {
        const row = await readAttempt(tx, attempt);
        await closeAttempt(tx, row, {
          state: "failed",
          failure: storableText(failure.message),
          cost: agencyCost(failure),
        });
        await clearDraft(tx, runId);
        const data = { step: attempt.step, attempt: attempt.attempt, reason: storableText(failure.message), retryInMs };
        await appendEvents(tx, scope.orgId, jobId, [{ runId, type: "attempt.failed", data }]);
      }),

    async stop(attempt, failure) {
      const { usage } = failure.facts;
      const settlement = await write(async (tx, run) => {
        // Only who stopped it pays for half a step: a run that goes on elsewhere makes this call again.
        if (!usage || !run.cancelRequestedAt) {
          const row = await readAttempt(tx, attempt);
          const message = usage ? "Stopped by the agency." : "Stopped before the provider reported any use.";
          await closeAttempt(tx, row, { state: "cancelled", failure: message, cost: agencyCost(failure) });
          return null;
        }
        const row = await endAttempt(tx, attempt, "settled");
        const settlement = await charge(tx, claim, row, usage);
        const totals = await addToRun(tx, claim, run, settlement, 0);
        const data = { step: attempt.step, attempt: attempt.attempt, cost: formatUsd(settlement.cost), totals };
        await appendEvents(tx, scope.orgId, jobId, [{ runId, type: "attempt.stopped", data }]);
        return settlement;
      });
      if (settlement) await reviewModel(claim, settlement);
    },
  };
}

type OpenAttempt = {
  readonly id: string;
  readonly step: number;
  readonly inputBound: bigint;
  readonly plan: HoldPlan;
};

/** Writes the next attempt of a step. @returns its number, from 1, and how many before it failed */
async function openAttempt(tx: Tx, claim: ClaimedRun, { id, step, inputBound, plan }: OpenAttempt) {
  const earlier = sql`select 1 from ${attempts} as earlier where earlier.run_id = ${claim.runId} and earlier.step_no = ${step}`;
  const count = (query: SQL) => sql<number>`(select count(*)::int from (${query}) as counted)`;
  const [row] = await tx
    .insert(attempts)
    .values({
      id,
      orgId: claim.scope.orgId,
      jobId: claim.jobId,
      runId: claim.runId,
      stepNo: step,
      no: sql`1 + ${count(earlier)}`,
      purpose: "work",
      leaseEpoch: claim.leaseEpoch,
      modelId: claim.agent.model.id,
      tier: claim.tier,
      rateCardId: plan.rateCardId,
      markups: plan.markups,
      inputBound,
      maxOutput: plan.maxOutput,
      state: "open",
    })
    .returning({ attempt: attempts.no, failedBefore: count(sql`${earlier} and earlier.state = 'failed'`) });
  if (!row) throw new Error(`attempt ${id} was not written`);
  return row;
}

async function readAttempt(tx: Tx, { attemptId }: Reserved): Promise<AttemptRow> {
  const [row] = await tx.select().from(attempts).where(eq(attempts.id, attemptId));
  if (!row) throw new Error(`attempt ${attemptId} has no row`);
  return row;
}

async function endAttempt(tx: Tx, { attemptId }: Reserved, state: "settled"): Promise<AttemptRow> {
  const [row] = await tx
    .update(attempts)
    .set({ state, endedAt: sql`now()` })
    .where(and(eq(attempts.id, attemptId), eq(attempts.state, "open")))
    .returning();
  if (!row) throw new Error(`attempt ${attemptId} is not open`);
  return row;
}

async function charge(tx: Tx, claim: ClaimedRun, row: AttemptRow, usage: ModelReply["usage"]): Promise<Settlement> {
  const rates = await getRateTableOf(tx, row.rateCardId, row.modelId);
  const raw = storable(usage.raw);
  return settleHold(tx, row, { rates, markupBps: claim.agent.markupBps, usage: { api: usage.api, raw } });
}

const PENDING = { state: "pending", isAllowed: false, answer: null } as const;

async function writeStep(
  tx: Tx,
  orgId: string,
  runId: string,
  attempt: Reserved,
  reply: ModelReply,
): Promise<JournalStep> {
  const parts = reply.parts.map((part): AssistantPart => {
    const opaque = part.opaque ? { opaque: part.opaque } : {};
    if (part.type !== "toolCall") return { type: part.type, text: storableText(part.text), ...opaque };
    return {
      type: "toolCall",
      callId: storableText(part.callId),
      name: storableText(part.name),
      args: storable(part.args),
      ...opaque,
    };
  });
  const calls = parts
    .flatMap((part) => (part.type === "toolCall" ? [part] : []))
    .map(({ callId, name, args }, position): JournalCall => ({ position, callId, name, args, ...PENDING }));
  const step = tx
    .insert(steps)
    .values({ runId, no: attempt.step, orgId, attemptId: attempt.attemptId, parts, finish: reply.finish });
  if (calls.length === 0) {
    await step;
  } else {
    await tx
      .with(tx.$with("step").as(step.returning({ no: steps.no })))
      .insert(toolCalls)
      .values(
        calls.map(({ position, callId, name, args }) => ({
          runId,
          stepNo: attempt.step,
          position,
          orgId,
          callId,
          name,
          args: sql`${JSON.stringify(args)}::jsonb`,
          state: "pending" as const,
        })),
      );
  }
  return { no: attempt.step, parts, finish: reply.finish, calls };
}

async function addToRun(tx: Tx, claim: ClaimedRun, run: RunRow, settlement: Settlement, stepCount: 0 | 1) {
  const totals = {
    steps: run.steps + stepCount,
    inputTokens: run.inputTokens + settlement.inputTokens,
    outputTokens: run.outputTokens + settlement.outputTokens,
    cost: addPico(run.cost, settlement.cost),
  };
  await tx.update(runs).set(totals).where(eq(runs.id, run.id));
  const projected = projectCost({ ...totals, status: "working" }, claim.agent.maxSteps, claim.budget);
  return {
    steps: totals.steps,
    inputTokens: totals.inputTokens.toString(),
    outputTokens: totals.outputTokens.toString(),
    cost: formatUsd(totals.cost),
    projectedCost: projected === null ? null : formatUsd(projected),
  };
}

/** An unrated component was at the agency's expense once; it will not happen twice. */
async function reviewModel(claim: ClaimedRun, { review, unrated }: Settlement): Promise<void> {
  if (review)
    logFor({ module: "meter", runId: claim.runId, orgId: claim.scope.orgId }).warn(
      { review },
      "a usage event needs a look",
    );
  if (unrated.length === 0) return;
  const reason = `It returned ${unrated.join(", ")}, which has no rate on the price list.`;
  await withSystem((tx) => takeModelOffDuty(tx, claim.agent.model.id, reason));
}

/** Failures that surely never reached a model cost nothing; all others may have, so the agency carries an estimate. */
function agencyCost({ kind, facts }: ModelCallFailed): AgencyCost {
  if (facts.usage) return { kind: "borne", usage: facts.usage };
  const free =
    kind === "unauthorized" || kind === "invalid_request" || kind === "rate_limited" || kind === "unavailable";
  return free ? { kind: "none" } : { kind: "borne", usage: null };
}

function ceilingOf(provider: string) {
  const limit = providerDailyCeiling(env());
  return limit === null ? undefined : { provider, limit: parseUsd(limit, "PROVIDER_DAILY_COST_CEILING") };
}

type Refusal = Extract<Awaited<ReturnType<typeof planHold>>, { kind: "refused" }>;

function explainRefusal({ scope, needed, available }: Refusal): string {
  const amounts = `The next step may cost up to $${formatUsd(needed)}; $${formatUsd(available)} is left`;
  switch (scope) {
    case "wallet":
      return `${amounts} in the wallet. Top it up.`;
    case "job":
      return `${amounts} of this job's budget. Raise it.`;
    case "provider":
      return `${amounts} of today's limit for this provider. It goes on tomorrow.`;
    case "run":
      return `${amounts} of what one run of this job may cost.`;
    case "project":
      return `${amounts} of the project's budget. Raise it.`;
    case "api_key":
      return `${amounts} of the budget of the API key that posted this job. Raise it.`;
    case "organization_month":
      return `${amounts} of this month's budget. Raise it, or wait for the next month.`;
  }
}
