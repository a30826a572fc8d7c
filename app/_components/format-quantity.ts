/** A whole number with commas, from an exact string: "1,204,500". */
export const formatCount = (count: string | number): string => BigInt(count).toLocaleString("en-US");

/** Tokens, short: "812", "12.4k", "1.2M". */
export function formatTokens(tokens: string | number): string {
  const count = Number(tokens);
  if (count < 1000) return String(count);
  if (count < 999_500) return `${trimmed(count / 1000)}k`;
  return `${trimmed(count / 1_000_000)}M`;
}

/** A file's size: "480 B", "12.4 kB", "3.1 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${trimmed(bytes / 1000)} kB`;
  return `${trimmed(bytes / 1_000_000)} MB`;
}

const trimmed = (value: number): string => value.toFixed(value < 100 ? 1 : 0).replace(/\.0$/, "");

/** A stretch of time: "0s", "42s", "3m 07s", "1h 04m". */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds}s`;
  if (minutes < 60) return `${minutes}m ${String(seconds % 60).padStart(2, "0")}s`;
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, "0")}m`;
}
