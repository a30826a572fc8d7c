/** The window that limits count in, seconds. */
const WINDOW_S = 60;

/** How much may be taken in any 60 seconds; null: any amount. */
export type Limit = { readonly requests: number | null; readonly tokens: bigint | null };

/** What was taken in one second, by its number since the epoch. */
export type Use = { readonly second: number; readonly requests: number; readonly tokens: bigint };

/** What one call takes. */
export type Want = { readonly tokens: bigint };

/**
 * The second in which a call fits into a limit: this one or a later one, as things stand. Uses are known by the second
 * only, so that one 60 seconds back counts still: no 60 seconds, wherever they begin, ever hold more than the limit. There
 * is no burst beyond it. A call that is larger than the limit itself fits once nothing else is in the window; its provider
 * decides about it.
 * @param uses of this limit; older ones than the window and the order do not matter
 * @param now the second of now, since the epoch
 */
export function roomAt(limit: Limit, uses: readonly Use[], want: Want, now: number): number {
  const moments = [now, ...uses.map(({ second }) => second + WINDOW_S + 1).filter((second) => second > now)];
  const fits = (at: number): boolean => {
    const counted = uses.filter(({ second }) => second >= at - WINDOW_S);
    const requests = counted.reduce((sum, use) => sum + use.requests, 0);
    const tokens = counted.reduce((sum, use) => sum + use.tokens, 0n);
    return (
      (limit.requests === null || requests < limit.requests) &&
      (limit.tokens === null || tokens === 0n || tokens + want.tokens <= limit.tokens)
    );
  };
  return moments.sort((a, b) => a - b).find(fits) ?? now;
}

/** The oldest second that still counts. */
export const windowStart = (now: number): number => now - WINDOW_S;

/**
 * How much later the next in line fits, milliseconds: those before it take the same each.
 * @param ahead how many wait for the same limit
 */
export function queueMs({ requests, tokens }: Limit, want: Want, ahead: number): number {
  const shares = [requests === null ? 0 : 1 / requests, tokens === null ? 0 : Number(want.tokens) / Number(tokens)];
  return Math.round(ahead * Math.max(...shares) * WINDOW_S * 1_000);
}
