import { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { DomainError, type ErrorCode, type ErrorDetails } from "#kernel";
import { DatabaseAway } from "#platform";

type TrpcCode = TRPCError["code"];

/** A domain failure, or one of a door's own: nobody's fault (`internal`), or a wrong verb. */
export type FailureCode = ErrorCode | "internal" | "method_not_allowed";

/** The one place where a failure gets its status, on every door. */
export const FAILURES = {
  invalid_input: { trpc: "BAD_REQUEST", http: 400 },
  unauthenticated: { trpc: "UNAUTHORIZED", http: 401 },
  insufficient_funds: { trpc: "PAYMENT_REQUIRED", http: 402 },
  forbidden: { trpc: "FORBIDDEN", http: 403 },
  not_found: { trpc: "NOT_FOUND", http: 404 },
  method_not_allowed: { trpc: "METHOD_NOT_SUPPORTED", http: 405 },
  conflict: { trpc: "CONFLICT", http: 409 },
  off_duty: { trpc: "CONFLICT", http: 409 },
  illegal_transition: { trpc: "CONFLICT", http: 409 },
  too_large: { trpc: "PAYLOAD_TOO_LARGE", http: 413 },
  unsupported_media: { trpc: "UNSUPPORTED_MEDIA_TYPE", http: 415 },
  rate_limited: { trpc: "TOO_MANY_REQUESTS", http: 429 },
  internal: { trpc: "INTERNAL_SERVER_ERROR", http: 500 },
  unavailable: { trpc: "SERVICE_UNAVAILABLE", http: 503 },
} as const satisfies Record<FailureCode, { trpc: TrpcCode; http: number }>;

/** A failure as a door tells it. Safe to show: a text that was not written for people never gets here. */
export type Failure = {
  readonly code: FailureCode;
  readonly status: number;
  readonly trpc: TrpcCode;
  readonly message: string;
  readonly details: ErrorDetails;
};

/** What tRPC itself refuses before a procedure runs; its texts are its own and carry nothing of ours. */
const TRPC_REFUSALS: Partial<Record<TrpcCode, FailureCode>> = {
  PARSE_ERROR: "invalid_input",
  BAD_REQUEST: "invalid_input",
  NOT_FOUND: "not_found",
  METHOD_NOT_SUPPORTED: "method_not_allowed",
  UNSUPPORTED_MEDIA_TYPE: "unsupported_media",
  PAYLOAD_TOO_LARGE: "too_large",
};

/** A failure with the status that the map gives its code. */
export const failure = (code: FailureCode, message: string, details: ErrorDetails): Failure => ({
  code,
  status: FAILURES[code].http,
  trpc: FAILURES[code].trpc,
  message,
  details,
});

/** The domain failure inside an error, also when tRPC wrapped it. NULL when there is none. */
export function domainErrorIn(error: unknown): DomainError | null {
  if (error instanceof DomainError) return error;
  return error instanceof TRPCError ? domainErrorIn(error.cause) : null;
}

const isAway = (error: unknown): boolean =>
  error instanceof DatabaseAway || (error instanceof TRPCError && isAway(error.cause));

/** Tells any error as a failure. What nobody foresaw is hidden behind the request's id, by which the log has the cause. */
export function describeFailure(error: unknown, requestId: string): Failure {
  const domain = domainErrorIn(error);
  if (domain) return failure(domain.code, domain.message, domain.details);
  if (isAway(error)) {
    return failure("unavailable", "The agency cannot reach its database at the moment. Try again in a minute.", {});
  }
  if (error instanceof TRPCError) {
    if (error.code === "BAD_REQUEST" && error.cause instanceof ZodError) return describeInput(error.cause);
    const refusal = TRPC_REFUSALS[error.code];
    if (refusal) return failure(refusal, error.message, {});
  }
  return failure(
    "internal",
    `Something went wrong on our side. Try again; if it happens again, tell the operator the request id ${requestId}.`,
    { requestId },
  );
}

function describeInput({ issues }: ZodError): Failure {
  const told = issues.map((issue) => {
    const field = issue.path.map(String).join(".") || "input";
    return { field, text: `${field}: ${plain(issue.message)}` };
  });
  const field = told[0]?.field ?? "input";
  return failure("invalid_input", told.map(({ text }) => text).join(" "), {
    field,
    issues: told.map(({ text }) => text),
  });
}

const BOUNDS: Readonly<Record<string, string>> = {
  "<=": "at most",
  ">=": "at least",
  "<": "less than",
  ">": "more than",
};
const GROUPED = new Intl.NumberFormat("en-US");

/** Zod's own words for a wrong type or size, in ours. */
function plain(message: string): string {
  const type = /^Invalid input: expected (\w+), received (\w+)$/.exec(message);
  if (type) return type[2] === "undefined" ? "is missing." : `must be a ${type[1]}, not ${type[2]}.`;
  const size = /^Too (?:big|small): expected \w+ to (have|be) ([<>]=?)(\d+)(?: (\w+)s)?$/.exec(message);
  if (size) {
    const [, verb, bound = "", number, unit] = size;
    const counted = unit ? ` ${unit}${number === "1" ? "" : "s"}` : "";
    return `must ${verb} ${BOUNDS[bound]} ${GROUPED.format(Number(number))}${counted}.`;
  }
  return message.endsWith(".") ? message : `${message}.`;
}
