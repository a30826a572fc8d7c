import { doubtTotal } from "./metered-usage";

/**
 * Checks reasoning that is reported outside the output against the provider's total. Where the total has no room
 * for all of it, reasoning may have been counted in the output already: only what the total covers is certain.
 * @param others everything but reasoning
 */
export function certainReasoning(
  total: number | null | undefined,
  others: bigint,
  reported: bigint,
): { readonly reasoning: bigint; readonly doubt: string | null } {
  const doubt = doubtTotal(total, others + reported);
  if (doubt === null) return { reasoning: reported, doubt };
  const room = BigInt(total ?? 0) - others;
  const covered = room < reported ? room : reported;
  return { reasoning: covered > 0n ? covered : 0n, doubt };
}
