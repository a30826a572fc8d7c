/**
 * What a provider asks us to wait before another attempt, in milliseconds: `retry-after-ms`, else `retry-after` in
 * seconds or as an HTTP date. Undefined when it asks for nothing that we understand.
 * @param now milliseconds since the epoch
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const milliseconds = nonNegative(headers.get("retry-after-ms"));
  if (milliseconds !== undefined) return milliseconds;
  const text = headers.get("retry-after");
  const seconds = nonNegative(text);
  if (seconds !== undefined) return Math.round(seconds * 1000);
  const date = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function nonNegative(text: string | null): number | undefined {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

/** Google says it in the body of its error instead: `"retryDelay": "34s"`. Milliseconds, or undefined. */
export function retryDelayMs(errorBody: string): number | undefined {
  const seconds = /"retryDelay":\s*"(\d+(?:\.\d+)?)s"/.exec(errorBody)?.[1];
  return seconds === undefined ? undefined : Math.round(Number(seconds) * 1000);
}
