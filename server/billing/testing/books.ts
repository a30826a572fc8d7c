import { and, eq, sql } from "drizzle-orm";
import {
  agents,
  agentVersions,
  attempts,
  jobs,
  models,
  organizations,
  rateCards,
  rates,
  runs,
  steps,
} from "#drizzle/schema/index";
import { mintScope, newId, type OrgScope, type Pico, parseUsd, type RateTable } from "#kernel";
import { type Tx, withOrg, withSystem } from "#platform";
import { auditBooks } from "../audit/audit-books";
import { capSubjectsOf } from "../budgets/cap-subjects";
import { grantDemoCredit } from "../commands/grant-demo-credit";
import { openCap } from "../commands/open-cap";
import { openWallet } from "../commands/open-wallet";
import { placeHold } from "../commands/place-hold";
import { type HoldRefused, planHold } from "../commands/plan-hold";
import { recordWaste } from "../commands/record-waste";
import { releaseHold } from "../commands/release-hold";
import { type AttemptRow, type Settlement, settleHold } from "../commands/settle-hold";
import { rateTable, SONNET } from "./price-lists";

/** A model on sale and an agent that thinks with it. */
export type Shop = {
  readonly rates: RateTable;
  readonly modelId: string;
  readonly agentId: string;
  readonly versionId: string;
};

export type Work = {
  readonly scope: OrgScope;
  readonly shop: Shop;
  readonly jobId: string;
  readonly runId: string;
  readonly projectId: string | null;
  readonly apiKeyId: string | null;
};

type Posted = Partial<{ budget: string; lanes: number; projectId: string | null; apiKeyId: string | null }>;

/** Every sale in these tests is at list price plus a quarter. */
export const MARKUP_BPS = 2_500;
export const PROVIDER = "anthropic";

/**
 * Publishes prices as a card of their own. It is the one in force from the beginning, or without a time in which it is.
 * @param version of the card, from 1
 */
export async function publishCard(
  tx: Tx,
  { rateCardId, modelId, lines }: RateTable,
  { version, inForce = false }: { readonly version: number; readonly inForce?: boolean },
): Promise<void> {
  const validTo = inForce ? null : new Date(version);
  const validFrom = new Date(inForce ? 1_000_000 : version - 1);
  await tx.insert(rateCards).values({ id: rateCardId, version, validFrom, validTo, note: "test" });
  await tx.insert(rates).values(
    lines.map(({ tier, component, price, sell = null, above }) => ({
      ...{ id: newId(), rateCardId, modelId, tier, component, price, sellPrice: sell },
      ...{ aboveInput: above?.tokens ?? null, aboveOperator: above?.operator ?? null },
    })),
  );
}

export async function openShop(): Promise<Shop> {
  const [rateCardId, modelId, agentId, versionId, orgId] = [newId(), newId(), newId(), newId(), newId()];
  const sold = rateTable(SONNET, { rateCardId, modelId });
  await withSystem(async (tx) => {
    await tx.insert(organizations).values({ id: orgId, slug: `house-${orgId}`, name: "House" });
    await tx.insert(models).values({
      id: modelId,
      provider: PROVIDER,
      modelId: "sonnet",
      name: "Sonnet",
      kind: "hosted",
      api: "anthropic",
      contextWindow: 200_000,
      maxOutput: 8_192,
      source: "test",
    });
    await publishCard(tx, sold, { version: 1, inForce: true });
    await tx
      .insert(agents)
      .values({ id: agentId, orgId, slug: `analyst-${agentId}`, publisherName: "House", listing: "listed" });
    await tx.insert(agentVersions).values({
      id: versionId,
      agentId,
      version: 1,
      name: "Analyst",
      role: "analyst",
      grade: "senior",
      pitch: "",
      skills: [],
      tools: [],
      instructions: "",
      modelId,
      markupBps: MARKUP_BPS,
      maxSteps: 100,
      maxOutputPerStep: 8_192,
    });
  });
  return { rates: sold, modelId, agentId, versionId };
}

export async function openOrganization(credit: string): Promise<OrgScope> {
  const orgId = newId();
  await withSystem(async (tx) => {
    await tx.insert(organizations).values({ id: orgId, slug: `client-${orgId}`, name: "Client" });
    await openWallet(tx, orgId);
    if (parseUsd(credit) > 0n) await grantDemoCredit(tx, orgId, parseUsd(credit), "a test");
  });
  return mintScope(orgId, "owner", { userId: null, apiKeyId: null, label: "test" });
}

/** Posts a job with some runs on it. */
export async function postJob(
  scope: OrgScope,
  shop: Shop,
  { budget = "5.00", lanes = 1, projectId = null, apiKeyId = null }: Posted = {},
): Promise<Work[]> {
  const jobId = newId();
  const { orgId } = scope;
  return withOrg(scope, async (tx) => {
    await tx.insert(jobs).values({
      id: jobId,
      orgId,
      title: "Count the rows, please",
      brief: "…",
      mode: "parallel",
      tier: "standard",
      status: "working",
      budget: parseUsd(budget),
      projectId,
      postedByKeyId: apiKeyId,
      postedBy: "test",
    });
    await openCap(tx, { orgId, kind: "job", subjectId: jobId, limit: parseUsd(budget) });
    const works = Array.from({ length: lanes }, () => ({ scope, shop, jobId, runId: newId(), projectId, apiKeyId }));
    const { agentId, versionId: agentVersionId } = shop;
    await tx.insert(runs).values(
      works.map(({ runId }, index) => ({
        id: runId,
        orgId,
        jobId,
        agentId,
        agentVersionId,
        lane: index + 1,
        pool: PROVIDER,
        tier: "standard" as const,
        status: "working" as const,
      })),
    );
    return works;
  });
}

async function lockRun(tx: Tx, { runId }: Work): Promise<{ cost: Pico; steps: number }> {
  const [run] = await tx
    .select({ cost: runs.cost, steps: runs.steps })
    .from(runs)
    .where(eq(runs.id, runId))
    .for("update");
  if (!run) throw new Error("the run is not there");
  return run;
}

type Wanted = { inputBound?: bigint; wantedOutput?: number; ceiling?: Pico };

/** Reserves the next attempt of a run's current step, as hiring does. */
export const reserve = (work: Work, wanted: Wanted = {}): Promise<AttemptRow | HoldRefused> =>
  withOrg(work.scope, (tx) => reserveIn(tx, work, wanted));

/** The same in the caller's transaction. */
async function reserveIn(
  tx: Tx,
  work: Work,
  { inputBound = 20_000n, wantedOutput = 8_192, ceiling }: Wanted = {},
): Promise<AttemptRow | HoldRefused> {
  const { scope, shop, jobId, runId, projectId, apiKeyId } = work;
  const run = await lockRun(tx, work);
  const stepNo = run.steps + 1;
  const plan = await planHold(tx, {
    orgId: scope.orgId,
    capSubjects: await capSubjectsOf(tx, { orgId: scope.orgId, jobId, runId, projectId, apiKeyId }),
    rates: shop.rates,
    markupBps: MARKUP_BPS,
    tier: "standard",
    api: "anthropic",
    inputBound,
    wantedOutput,
    ...(ceiling === undefined ? {} : { providerCeiling: { provider: PROVIDER, limit: ceiling } }),
  });
  if (plan.kind === "refused") return plan;
  const earlier = await tx.$count(attempts, and(eq(attempts.runId, runId), eq(attempts.stepNo, stepNo)));
  const [attempt] = await tx
    .insert(attempts)
    .values({
      id: newId(),
      orgId: scope.orgId,
      jobId,
      runId,
      stepNo,
      no: earlier + 1,
      purpose: "work",
      leaseEpoch: 1,
      modelId: shop.modelId,
      tier: "standard",
      rateCardId: plan.rateCardId,
      markups: plan.markups,
      inputBound,
      maxOutput: plan.maxOutput,
      state: "open",
    })
    .returning();
  if (!attempt) throw new Error("the attempt was not written");
  await placeHold(tx, plan, attempt.id);
  return attempt;
}

/** Reserves, and fails the test when that is refused. */
export async function mustReserve(work: Work, options: Wanted = {}): Promise<AttemptRow> {
  const attempt = await reserve(work, options);
  if ("kind" in attempt)
    throw new Error(`refused by ${attempt.scope}: ${attempt.needed} needed, ${attempt.available} available`);
  return attempt;
}

/** Settles an attempt and adds it to its run, as hiring does. */
export const settle = (work: Work, attempt: AttemptRow, raw: unknown): Promise<Settlement> =>
  withOrg(work.scope, (tx) => settleIn(tx, work, attempt, raw));

/** The same in the caller's transaction. */
export async function settleIn(tx: Tx, work: Work, attempt: AttemptRow, raw: unknown): Promise<Settlement> {
  const run = await lockRun(tx, work);
  const usage = { api: "anthropic" as const, raw };
  const settlement = await settleHold(tx, attempt, { rates: work.shop.rates, markupBps: MARKUP_BPS, usage });
  await tx.update(attempts).set({ state: "settled", endedAt: sql`now()` }).where(eq(attempts.id, attempt.id));
  await tx.insert(steps).values({
    runId: work.runId,
    no: attempt.stepNo,
    orgId: work.scope.orgId,
    attemptId: attempt.id,
    parts: [],
    finish: "stop",
  });
  const totals = { cost: sql`${runs.cost} + ${settlement.cost.toString()}::numeric`, steps: run.steps + 1 };
  await tx.update(runs).set(totals).where(eq(runs.id, work.runId));
  return settlement;
}

/** Ends an attempt without a charge; `raw` is what the provider had reported. */
export function lose(work: Work, attempt: AttemptRow, raw: unknown = null): Promise<Pico | null> {
  return withOrg(work.scope, async (tx) => {
    await lockRun(tx, work);
    await tx
      .update(attempts)
      .set({ state: "lost", failure: "test", endedAt: sql`now()` })
      .where(eq(attempts.id, attempt.id));
    await releaseHold(tx, attempt.id);
    const usage = raw === null ? null : { api: "anthropic" as const, raw };
    return recordWaste(tx, attempt, { rates: work.shop.rates, usage, reason: "test" });
  });
}

/** Every violated invariant of the whole database. */
export const violations = async (): Promise<string[]> =>
  (await auditBooks()).flatMap(({ name, first }) => (first === null ? [] : `${name}: ${first}`));
