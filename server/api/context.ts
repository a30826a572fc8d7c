import { randomUUID } from "node:crypto";
import type { OrgScope } from "#kernel";

/** What every procedure knows about the request it answers, whichever door it came through. */
export type Context = {
  /** NULL for a visitor who is not signed in. */
  readonly scope: OrgScope | null;
  /** Names the request in the log and in the answer, so that a person can quote it. */
  readonly requestId: string;
  /** Where the request says it comes from. For limits only: behind no proxy it can be forged. */
  readonly ip: string;
  /** Headers that a procedure adds to the HTTP answer. */
  readonly responseHeaders: Headers;
};

/** The context of one request. `scope` was minted by whoever authenticated it. */
export function createContext(request: Request, scope: OrgScope | null, responseHeaders = new Headers()): Context {
  return { scope, requestId: randomUUID(), ip: ipOf(request), responseHeaders };
}

/** The nearest address in `X-Forwarded-For`, which Next fills in from the socket when no proxy did. */
export function ipOf(request: Request): string {
  const nearest = request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim();
  return nearest || "unknown";
}
