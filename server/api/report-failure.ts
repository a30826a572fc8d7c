import { logFor } from "#platform";
import type { Context } from "./context";
import type { Failure } from "./error-map";

const SERVER_ERROR = 500;

/** Logs a failure that is ours, once, with what is needed to find its cause. A client's mistake is not news. */
export function reportFailure(failure: Failure, cause: unknown, ctx: Context, path: string): void {
  if (failure.status < SERVER_ERROR) return;
  logFor({ module: "api" }).error(
    { err: cause, requestId: ctx.requestId, orgId: ctx.scope?.orgId ?? null, path, code: failure.code },
    "a request failed",
  );
}
