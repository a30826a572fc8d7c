import { and, asc, count, eq, gt, inArray, sql } from "drizzle-orm";
import { coolDowns, models, rateLimits, rateUses, runs } from "#drizzle/schema/index";
import { type BackoffCause, InvalidInput, isId, NotFound } from "#kernel";
import { recordAudit, type Tx, withSystem } from "#platform";
import { windowStart } from "./window";

/** All of a provider's models together, or one of them. */
type LimitSubject = { readonly provider: string; readonly modelId: string | null };

/** In any 60 seconds; null: as much as the provider gives. */
type LimitAmounts = { readonly requestsPerMinute: number | null; readonly tokensPerMinute: bigint | null };

const MOST_REQUESTS = 1_000_000;
const MOST_TOKENS = 1_000_000_000_000n;

function requireInRange({ requestsPerMinute: requests, tokensPerMinute: tokens }: LimitAmounts): void {
  if (requests !== null && (!Number.isInteger(requests) || requests < 1 || requests > MOST_REQUESTS)) {
    throw new InvalidInput("requestsPerMinute", `Enter a whole number from 1 to ${MOST_REQUESTS}, or leave it empty.`);
  }
  if (tokens !== null && (tokens < 1n || tokens > MOST_TOKENS)) {
    throw new InvalidInput("tokensPerMinute", `Enter a whole number from 1 to ${MOST_TOKENS}, or leave it empty.`);
  }
}

/** @throws NotFound when there is no such model, or the provider has none */
async function requireSubject(tx: Tx, { provider, modelId }: LimitSubject): Promise<void> {
  if (modelId !== null && !isId(modelId)) throw new NotFound("model", modelId);
  const [model] = await tx
    .select({ id: models.id })
    .from(models)
    .where(and(eq(models.provider, provider), modelId === null ? undefined : eq(models.id, modelId)))
    .limit(1);
  if (!model) throw new NotFound(modelId === null ? "provider" : "model", modelId ?? provider);
}

/**
 * Sets how much of a provider or of one of its models all workers together use in any 60 seconds, from the next call on
 * (each worker hears of it within a second). Without any amount the limit is taken away.
 * @throws NotFound | InvalidInput naming `requestsPerMinute` or `tokensPerMinute`
 */
export async function setRateLimit(
  operator: { readonly label: string },
  at: LimitSubject,
  amounts: LimitAmounts,
): Promise<void> {
  requireInRange(amounts);
  const { provider, modelId } = at;
  const { requestsPerMinute, tokensPerMinute } = amounts;
  const subject = modelId ?? provider;
  await withSystem(async (tx) => {
    await requireSubject(tx, at);
    const [before] = await tx.select().from(rateLimits).where(eq(rateLimits.subject, subject)).for("update");
    const set = { requestsPerMinute, tokensPerMinute, setBy: operator.label, setAt: sql`now()` };
    if (requestsPerMinute === null && tokensPerMinute === null) {
      await tx.delete(rateLimits).where(eq(rateLimits.subject, subject));
    } else {
      await tx
        .insert(rateLimits)
        .values({ subject, provider, modelId, ...set })
        .onConflictDoUpdate({ target: rateLimits.subject, set });
    }
    await recordAudit(tx, {
      orgId: null,
      actor: operator.label,
      action: "rate-limit.set",
      data: {
        ...{ provider, modelId, requestsPerMinute, tokensPerMinute: tokensPerMinute?.toString() ?? null },
        requestsBefore: before?.requestsPerMinute ?? null,
        tokensBefore: before?.tokensPerMinute?.toString() ?? null,
      },
    });
  });
}

/** A limit, and what is used of it. */
type LimitView = LimitSubject &
  LimitAmounts & {
    /** The model's name; null for a provider's. */
    readonly model: string | null;
    /** In the last 60 seconds, calls under way with what they may use at most. */
    readonly used: { readonly requests: number; readonly tokens: bigint };
    readonly setBy: string;
    readonly setAt: Date;
  };

/** A model that nobody calls for now. */
type CoolDownView = {
  readonly provider: string;
  readonly model: string;
  readonly cause: BackoffCause;
  readonly until: Date;
};

/** Runs that wait for a provider outside their seats. */
type WaitingView = { readonly provider: string; readonly cause: BackoffCause; readonly runs: number };

/** How the agency stands with its providers: limits, cool-downs, and who waits. */
export function getProviderStanding(): Promise<{
  readonly limits: readonly LimitView[];
  readonly coolDowns: readonly CoolDownView[];
  readonly waiting: readonly WaitingView[];
}> {
  return withSystem(async (tx) => ({
    limits: await listLimits(tx),
    coolDowns: await tx
      .select({ provider: models.provider, model: models.name, cause: coolDowns.cause, until: coolDowns.until })
      .from(coolDowns)
      .innerJoin(models, eq(models.id, coolDowns.modelId))
      .where(gt(coolDowns.until, sql`now()`))
      .orderBy(asc(models.provider), asc(models.name)),
    waiting: await listWaiting(tx),
  }));
}

async function listLimits(tx: Tx): Promise<LimitView[]> {
  const rows = await tx
    .select({ limit: rateLimits, model: models.name })
    .from(rateLimits)
    .leftJoin(models, eq(models.id, rateLimits.modelId))
    .orderBy(asc(rateLimits.provider), sql`${models.name} nulls first`);
  const uses = await tx
    .select({
      subject: rateUses.subject,
      requests: sql<number>`sum(${rateUses.requests})::int`,
      tokens: sql<string>`sum(${rateUses.tokens})`,
    })
    .from(rateUses)
    .where(
      and(
        inArray(
          rateUses.subject,
          rows.map(({ limit }) => limit.subject),
        ),
        gt(rateUses.second, windowStart(Math.floor(Date.now() / 1_000))),
      ),
    )
    .groupBy(rateUses.subject);
  return rows.map(({ limit: { subject, ...limit }, model }) => {
    const used = uses.find((one) => one.subject === subject);
    return { ...limit, model, used: { requests: used?.requests ?? 0, tokens: BigInt(used?.tokens ?? 0) } };
  });
}

async function listWaiting(tx: Tx): Promise<WaitingView[]> {
  const rows = await tx
    .select({ provider: runs.awaitedProvider, cause: runs.backoffCause, runs: count() })
    .from(runs)
    .where(and(eq(runs.status, "queued"), gt(runs.notBefore, sql`now()`)))
    .groupBy(runs.awaitedProvider, runs.backoffCause)
    .orderBy(asc(runs.awaitedProvider), asc(runs.backoffCause));
  return rows.flatMap(({ provider, cause, runs: waiting }) =>
    provider === null || cause === null ? [] : { provider, cause, runs: waiting },
  );
}
