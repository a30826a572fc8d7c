import type { BilledComponent } from "../queries/billed-events";
import { digestOf } from "./canonical";

/** A model call as it is sealed: ids, numbers and digests, never a person's text. USD as decimal strings. */
export type UsageFacts = {
  readonly attemptId: string;
  readonly jobId: string;
  readonly runId: string;
  readonly step: number;
  readonly attempt: number;
  readonly purpose: string;
  readonly provider: string;
  readonly model: string;
  readonly tier: string;
  readonly rateCardId: string;
  readonly markupBps: number;
  /** When it was settled, ISO 8601 in UTC with milliseconds. */
  readonly at: string;
  /** SHA-256, hex, of the provider's usage record as PostgreSQL prints it (`jsonb::text`). */
  readonly usageDigest: string;
  readonly components: readonly BilledComponent[];
  /** What the settle itself gave back. */
  readonly credits: readonly { readonly reason: string; readonly amount: string }[];
};

/** A credit that was given after its call was settled. */
export type CreditFacts = {
  readonly attemptId: string;
  readonly reason: string;
  readonly amount: string;
  readonly at: string;
};

/** A credit note. */
export type AdjustmentFacts = {
  readonly creditNoteId: string;
  readonly number: string;
  /** The invoice it corrects. */
  readonly correctsId: string;
  readonly at: string;
  readonly lines: number;
  /** SHA-256, hex, over `<attempt id> <picodollars>` of each line, in their order, joined by line feeds. */
  readonly linesDigest: string;
  readonly exactTotal: string;
  readonly tax: string;
  readonly total: string;
};

/** What a re-rating makes of a call: a difference to what it was billed until then. */
export type RerateFacts = {
  readonly deltaId: string;
  readonly attemptId: string;
  /** 1 for the call's first delta; each begins where the one before left. */
  readonly deltaNo: number;
  readonly rerateId: string;
  /** The card that should have held. */
  readonly rateCardId: string;
  readonly at: string;
  readonly components: readonly BilledComponent[];
  readonly billed: string;
  /** The sum of `components`. */
  readonly rerated: string;
  /** What of `rerated − billed` moves no money, with its sign. */
  readonly credited: string;
  /** `rerated − billed − credited`: what the client pays; below zero, what it gets back. */
  readonly amount: string;
};

/** The version of the canonical form; docs/verify-a-bill.md describes it. */
const V = 1;

const inOrder = <T>(items: readonly T[], key: (item: T) => string): T[] =>
  items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));

/** The digest under which a model call is sealed. Takes just the sealed fields of what it is given. */
export function digestOfUsage(orgId: string, facts: UsageFacts): string {
  const { attemptId, jobId, runId, step, attempt, purpose, provider, model, tier } = facts;
  const { rateCardId, markupBps, at, usageDigest } = facts;
  const components = inOrder(facts.components, ({ component }) => component);
  const credits = inOrder(facts.credits, ({ reason }) => reason).map(({ reason, amount }) => ({ reason, amount }));
  return digestOf({
    ...{ v: V, kind: "usage", orgId, attemptId, jobId, runId, step, attempt, purpose, provider, model, tier },
    ...{ rateCardId, markupBps, at, usageDigest, components, credits },
  });
}

/** The digest under which a later credit is sealed. */
export const digestOfCredit = (orgId: string, { attemptId, reason, amount, at }: CreditFacts): string =>
  digestOf({ v: V, kind: "credit", orgId, attemptId, reason, amount, at });

/** The digest under which the delta of a re-rating is sealed. Takes just the sealed fields of what it is given. */
export function digestOfRerate(orgId: string, facts: RerateFacts): string {
  const { deltaId, attemptId, deltaNo, rerateId, rateCardId, at, billed, rerated, credited, amount } = facts;
  const components = inOrder(facts.components, ({ component }) => component);
  return digestOf({
    ...{ v: V, kind: "rerate", orgId, deltaId, attemptId, deltaNo, rerateId, rateCardId, at },
    ...{ components, billed, rerated, credited, amount },
  });
}

/** The digest under which a credit note is sealed. */
export const digestOfAdjustment = (orgId: string, facts: AdjustmentFacts): string =>
  digestOf({ v: V, kind: "adjustment", orgId, ...facts });
