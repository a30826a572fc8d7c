/**
 * Where a request comes from: the last address that a proxy (or Next itself, from the socket) added. Those before it
 * are whatever the client wrote.
 */
export function ipOf(headers: Readonly<Record<string, string | string[] | undefined>>): string {
  const forwarded = headers["x-forwarded-for"];
  const list = Array.isArray(forwarded) ? forwarded.join(",") : forwarded;
  return list?.split(",").at(-1)?.trim() || "unknown";
}
