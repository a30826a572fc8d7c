import { gt, sql } from "drizzle-orm";
import { coolDowns, rateLimits } from "#drizzle/schema/index";
import type { BackoffCause } from "#kernel";
import { logFor, withSystem } from "#platform";
import { giveBack, type Taken, takeRoom } from "./take-room";

/** A model may not be called for so many milliseconds. */
export type Barrier = { readonly cause: BackoffCause; readonly inMs: number };

/** A model may be called; `taken` is null where it has no limit. */
export type Passage = { readonly taken: Taken | null };

/** What this process knows of cool-downs and limits. */
type View = {
  /** Model → when it may be called again, by this process's own clock, and why not now. */
  readonly cooling: ReadonlyMap<string, { readonly until: number; readonly cause: BackoffCause }>;
  readonly limited: ReadonlySet<string>;
};

/** What stands in the database is heard of this late at most: one look a second, however many calls a worker makes. */
const FRESH_MS = 1_000;

let latest: { readonly at: number; readonly view: Promise<View> } | null = null;

function look(): Promise<View> {
  if (latest && performance.now() - latest.at < FRESH_MS) return latest.view;
  const view = readView();
  latest = { at: performance.now(), view };
  view.catch(() => {
    latest = null;
  });
  return view;
}

/** Looks again at the next call: something has changed. */
export function lookAgain(): void {
  latest = null;
}

function readView(): Promise<View> {
  return withSystem(async (tx) => {
    const cooling = await tx
      .select({
        modelId: coolDowns.modelId,
        cause: coolDowns.cause,
        leftMs: sql<number>`(extract(epoch from ${coolDowns.until} - now()) * 1000)::float8`,
      })
      .from(coolDowns)
      .where(gt(coolDowns.until, sql`now()`));
    const limits = await tx.select({ subject: rateLimits.subject }).from(rateLimits);
    const now = performance.now();
    return {
      cooling: new Map(cooling.map(({ modelId, cause, leftMs }) => [modelId, { until: now + leftMs, cause }])),
      limited: new Set(limits.map(({ subject }) => subject)),
    };
  });
}

/**
 * Asks whether a model may be called now. Where it cools down or a limit of it or of its provider is used up, it may not;
 * where there are limits, the call's share is taken from them. Without either, no statement is made.
 * @param tokens what the call uses at most, input and output together
 */
export async function enterGate(
  model: { readonly id: string; readonly provider: string },
  tokens: bigint,
): Promise<Passage | Barrier> {
  const { cooling, limited } = await look();
  const cold = cooling.get(model.id);
  const inMs = (cold?.until ?? 0) - performance.now();
  if (cold && inMs > 0) return { cause: cold.cause, inMs: Math.ceil(inMs) };
  const subjects = [model.id, model.provider].filter((subject) => limited.has(subject));
  if (subjects.length === 0) return { taken: null };
  const answer = await takeRoom(subjects, { tokens });
  return "inMs" in answer ? { cause: "limit", inMs: answer.inMs } : { taken: answer };
}

/**
 * Corrects what a call took of its limits. Never throws: what is not given back leaves the window within a minute.
 * @param tokens that it used; null when it was not made, or made no use
 */
export async function leaveGate({ taken }: Passage, tokens: bigint | null): Promise<void> {
  if (taken === null) return;
  await giveBack(taken, tokens === null ? null : { tokens }).catch((error) =>
    logFor({ module: "gate" }).warn({ err: error }, "what a call did not use of its limit was not given back"),
  );
}
