import { DrizzleQueryError } from "drizzle-orm";

/** An error as a log line has it. */
export type LoggedError = {
  readonly type: string;
  readonly message: string;
  /** Its own word for what it is: an SQLSTATE, a system call's, a `DomainError`'s. */
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
};

const MAX_MESSAGE_CHARACTERS = 2_000;
/** Causes may be wrapped in circles. */
const MAX_CAUSES = 5;

/**
 * What the log keeps of an error: what it is, where it came from and why, and nothing that a library hangs on it. pg adds its
 * whole client, drizzle the values of the statement, the AI SDK the prompt: thousands of characters that are nobody's to read.
 */
export function describeError(error: unknown, causes = MAX_CAUSES): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: shorten(String(error)) };
  const { name, cause, stack = "" } = error;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  // The first lines of a stack are the message once more, as it was.
  const frames = stack.slice(stack.indexOf("\n    at ") + 1);
  return {
    type: name,
    message: shorten(error instanceof DrizzleQueryError ? `Failed query: ${error.query}` : error.message),
    ...(code !== undefined && { code }),
    ...(frames.startsWith("    at ") && { stack: frames }),
    ...(cause !== undefined && causes > 0 && { cause: describeError(cause, causes - 1) }),
  };
}

const shorten = (text: string): string =>
  text.length > MAX_MESSAGE_CHARACTERS ? `${text.slice(0, MAX_MESSAGE_CHARACTERS)}…` : text;
