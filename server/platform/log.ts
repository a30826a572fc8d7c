import { type Logger, pino } from "pino";
import { describeError } from "./log-error";

export type { Logger } from "pino";

/** Names under which a secret could reach a log line, at the top and one or two levels down. */
const SECRET_NAMES = [
  "password",
  "secret",
  "token",
  "apiKey",
  "authorization",
  "cookie",
  "connectionString",
  "encryptionKey",
] as const;

const redact = {
  paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]).concat('headers["x-api-key"]'),
  censor: "[redacted]",
};

/**
 * The log of this process: one JSON object a line, on stderr: what a command prints for others is on stdout.
 * LOG_LEVEL is read here and not through `env()`, so that a bad environment can still be reported.
 */
export const log: Logger = pino(
  {
    level: process.env.LOG_LEVEL || (process.env.NODE_ENV === "test" ? "silent" : "info"),
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: (error: unknown) => describeError(error) },
    redact,
  },
  pino.destination(2),
);

/** A logger whose every line carries `context`: `logFor({ module: "dispatch", runId })`. */
export const logFor = (context: Record<string, unknown>): Logger => log.child(context);
