import type { Failure } from "../error-map";

/** Answers belong to one reader and one moment: no cache keeps them. */
const ALWAYS = { "cache-control": "no-store", "x-content-type-options": "nosniff" } as const;

/** A JSON answer. @param added headers of this answer, over those that every answer has */
export function answerJson(body: unknown, status = 200, added: HeadersInit = {}): Response {
  const headers = new Headers({ ...ALWAYS, "content-type": "application/json; charset=utf-8" });
  new Headers(added).forEach((value, name) => {
    headers.set(name, value);
  });
  return new Response(JSON.stringify(body), { status, headers });
}

/** The one shape of errors: `{error:{code, message, details}}`, with the headers that its status calls for. */
export function answerFailure({ code, message, details, status }: Failure, added: HeadersInit = {}): Response {
  const headers = new Headers(added);
  if (code === "unauthenticated") headers.set("www-authenticate", 'Bearer realm="hireling"');
  if (typeof details.retryAfterSeconds === "number") headers.set("retry-after", String(details.retryAfterSeconds));
  // No “Connection: close” on a refused body: hanging up on a sender that still writes would lose it this answer.
  return answerJson({ error: { code, message, details } }, status, headers);
}
