/**
 * What a provider asks us to wait before another attempt, in milliseconds: `retry-after-ms`, else `retry-after` in
 * seconds or as an HTTP date, else, where it refused for the rate (429), when the limit that is used up comes back.
 * Undefined when it asks for nothing that we understand.
 * @param now milliseconds since the epoch
 */
export function retryAfterMs(status: number, headers: Headers, now: number): number | undefined {
  const milliseconds = nonNegative(headers.get("retry-after-ms"));
  if (milliseconds !== undefined) return milliseconds;
  const text = headers.get("retry-after");
  const seconds = nonNegative(text);
  if (seconds !== undefined) return Math.round(seconds * 1000);
  const date = text === null ? Number.NaN : Date.parse(text);
  if (!Number.isNaN(date)) return Math.max(0, date - now);
  if (status !== 429) return undefined;
  const resets = [...anthropicResets(headers, now), ...openaiResets(headers)];
  return resets.length > 0 ? Math.max(...resets) : undefined;
}

function nonNegative(text: string | null): number | undefined {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

const ANTHROPIC_LIMITS = ["requests", "tokens", "input-tokens", "output-tokens"];

/** `anthropic-ratelimit-<limit>-reset` are moments (RFC 3339); those of limits with something left do not stand in the way. */
function anthropicResets(headers: Headers, now: number): number[] {
  return ANTHROPIC_LIMITS.flatMap((limit) => {
    if (nonNegative(headers.get(`anthropic-ratelimit-${limit}-remaining`)) !== 0) return [];
    const at = Date.parse(headers.get(`anthropic-ratelimit-${limit}-reset`) ?? "");
    return Number.isNaN(at) ? [] : [Math.max(0, at - now)];
  });
}

/**
 * `x-ratelimit-reset-<limit>` are durations, at OpenAI and those who follow it. Where requests are left it was the tokens
 * that did not suffice, though some may be left of them, too.
 */
function openaiResets(headers: Headers): number[] {
  const requests = nonNegative(headers.get("x-ratelimit-remaining-requests"));
  const tokens = nonNegative(headers.get("x-ratelimit-remaining-tokens"));
  const limits = [...(requests === 0 ? ["requests"] : []), ...(requests !== 0 || tokens === 0 ? ["tokens"] : [])];
  return limits.flatMap((limit) => durationMs(headers.get(`x-ratelimit-reset-${limit}`)) ?? []);
}

const DURATION = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;
const UNIT_MS = [86_400_000, 3_600_000, 60_000, 1_000, 1];

/** "17ms", "1.5s", "6m0s", "1h2m3s". */
function durationMs(text: string | null): number | undefined {
  const units = text ? DURATION.exec(text.trim())?.slice(1) : undefined;
  if (!units) return undefined;
  return Math.round(units.reduce((sum, unit, index) => sum + Number(unit ?? 0) * (UNIT_MS[index] ?? 0), 0));
}

/** Google says it in the body of its error instead: `"retryDelay": "34s"`. Milliseconds, or undefined. */
export function retryDelayMs(errorBody: string): number | undefined {
  const seconds = /"retryDelay":\s*"(\d+(?:\.\d+)?)s"/.exec(errorBody)?.[1];
  return seconds === undefined ? undefined : Math.round(Number(seconds) * 1000);
}
