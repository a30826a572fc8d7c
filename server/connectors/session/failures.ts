import { StreamableHTTPError } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";
import { AddressRefused } from "../address";
import { CallUnanswered, ConnectorFailed } from "../errors";

/** The server does not know the session any more; it can be opened anew. Nothing was called. */
export class SessionLost extends ConnectorFailed {}

const MAX_REASON_CHARACTERS = 300;

/** Why a connector could not be opened or asked for its tools. */
export function readOpeningFailure(name: string, error: unknown): ConnectorFailed {
  if (error instanceof ConnectorFailed) return error;
  return new ConnectorFailed(`${name} could not be reached: ${reasonOf(error)}`, { cause: error });
}

/** Why a call got no answer, and whether it may have happened. */
export function readAnswerFailure(name: string, error: unknown): ConnectorFailed {
  const cause = { cause: error };
  if (knowsNoSession(error)) {
    return new SessionLost(`${name} does not know its session any more.`, cause);
  }
  if (error instanceof ConnectorFailed) return error;
  if (wasRefused(error)) return new ConnectorFailed(`${name} did not take the call: ${reasonOf(error)}`, cause);
  return new CallUnanswered(
    `${name} did not answer: ${reasonOf(error)} The call may have happened, or not. Look before you make it again.`,
    cause,
  );
}

/** The protocol wants a 404 for it. Servers that follow the SDK's own examples send a 400, and say it in words. */
const knowsNoSession = (error: unknown): boolean =>
  error instanceof StreamableHTTPError &&
  (error.code === 404 || (error.code === 400 && /session/i.test(error.message)));

const NEVER_SENT: ReadonlySet<unknown> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);
const NO_ANSWER: ReadonlySet<number> = new Set([ErrorCode.ConnectionClosed, ErrorCode.RequestTimeout]);

/** Whether it is certain that the call was not made: it never left, or the server said so. */
function wasRefused(error: unknown): boolean {
  if (error instanceof AddressRefused) return true;
  if (error instanceof StreamableHTTPError) return (error.code ?? 0) >= 300 && (error.code ?? 0) < 500;
  if (error instanceof McpError) return !NO_ANSWER.has(error.code);
  const { code, cause } = detailsOf(error);
  return NEVER_SENT.has(code) || (cause !== undefined && wasRefused(cause));
}

/** In words for people, with a full stop. Servers and networks fill them in, so they are cut. */
export function reasonOf(error: unknown): string {
  const { cause } = detailsOf(error);
  // "fetch failed" says nothing; what it was caused by does.
  if (error instanceof TypeError && cause instanceof Error) return reasonOf(cause);
  if (error instanceof StreamableHTTPError && error.code === 401) return "it wants another authorization.";
  const isOver = error instanceof McpError && error.code === ErrorCode.RequestTimeout;
  if (isOver || (error instanceof Error && error.name === "TimeoutError")) return "the time was over.";
  const message = error instanceof Error ? error.message : String(error);
  const line = message.replace(/\s+/g, " ").trim().slice(0, MAX_REASON_CHARACTERS);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

const detailsOf = (error: unknown): { readonly code?: unknown; readonly cause?: unknown } =>
  error instanceof Error ? { code: "code" in error ? error.code : undefined, cause: error.cause } : {};
