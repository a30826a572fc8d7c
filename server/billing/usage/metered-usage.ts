import { z } from "zod";
import { COMPONENTS, type Quantities, type Tier } from "#kernel";
import { UnusableUsage } from "../errors";

/** A factor in basis points that the provider puts on its token prices (never on fees), and why. */
export type Multiplier = { readonly bps: number; readonly why: string };

/** What one model call used, in disjoint parts. */
export type MeteredUsage = {
  /** Only what was used: a component that is absent counts zero. */
  readonly quantities: Quantities;
  /** All input together, cache included. It chooses the long-context line. */
  readonly totalInput: bigint;
  /** NULL when the response does not say. */
  readonly servedTier: Tier | null;
  readonly multipliers: readonly Multiplier[];
  /** Why a person should look at it; NULL when the record adds up. */
  readonly review: string | null;
};

/** A count as providers send it. Absent and null both mean "not said", which is not zero. */
export const tokens = z.int().nonnegative().nullish();

/** A record that may carry more than we read; all of it is kept beside the event. */
export function readRecord<T extends z.ZodType>(schema: T, raw: unknown): z.infer<T> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = ["usage", ...(issue?.path ?? [])].join(".");
  throw new UnusableUsage(field, `${field} is not what it must be (${issue?.message ?? "unreadable"})`);
}

/** A count that a provider may leave out when it is zero. */
export const toCount = (value: number | null | undefined): bigint => BigInt(value ?? 0);

/** A count without which there is nothing to bill. @throws UnusableUsage: missing is not zero */
export function required(value: number | null | undefined, field: string): bigint {
  if (value === null || value === undefined) throw new UnusableUsage(`usage.${field}`, `${field} is missing`);
  return BigInt(value);
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/**
 * Splits a prompt count that includes cached and newly written tokens. Where the parts exceed the whole,
 * only the whole is certain; cached tokens come first, being the cheapest.
 */
export function splitPrompt(
  prompt: bigint,
  cached: bigint,
  written = 0n,
): { readonly parts: Quantities; readonly doubt: string | null } {
  const cacheRead = least(cached, prompt);
  const cacheWrite5m = least(written, prompt - cacheRead);
  const doubt =
    cached + written > prompt
      ? `${cached} cached and ${written} written tokens do not fit into a prompt of ${prompt}`
      : null;
  return { parts: { input: prompt - cacheRead - cacheWrite5m, cacheRead, cacheWrite5m }, doubt };
}

/** Compares the provider's own total with what was derived from its parts. NULL when they agree or none was sent. */
export function doubtTotal(total: number | null | undefined, derived: bigint): string | null {
  if (total === null || total === undefined || BigInt(total) === derived) return null;
  return `the provider's total of ${total} tokens is not the ${derived} that its parts add up to`;
}

/** Translates a provider's name for the served tier; a name we have no price for is a doubt, never a guess. */
export function readTier(
  name: string | null | undefined,
  names: Readonly<Record<string, Tier>>,
): { tier: Tier | null; doubt: string | null } {
  if (!name) return { tier: null, doubt: null };
  const tier = new Map(Object.entries(names)).get(name.toLowerCase()) ?? null;
  return { tier, doubt: tier ? null : `the provider served the unknown tier "${name.slice(0, 40)}"` };
}

type Parts = {
  readonly quantities: Quantities;
  readonly servedTier?: Tier | null;
  readonly multipliers?: readonly Multiplier[];
  readonly doubts?: readonly (string | null)[];
};

/** Puts the disjoint parts together: drops what was not used, adds up the input, joins the doubts. */
export function meteredUsage({ quantities, servedTier = null, multipliers = [], doubts = [] }: Parts): MeteredUsage {
  const used: Quantities = {};
  for (const component of COMPONENTS) {
    const quantity = quantities[component];
    if (quantity) used[component] = quantity;
  }
  const { input = 0n, cacheRead = 0n, cacheWrite5m = 0n, cacheWrite1h = 0n } = used;
  return {
    quantities: used,
    totalInput: input + cacheRead + cacheWrite5m + cacheWrite1h,
    servedTier,
    multipliers,
    review: doubts.filter((doubt) => doubt !== null).join("; ") || null,
  };
}
