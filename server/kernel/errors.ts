/** What every door maps to a status. A closed set: a new kind of failure is a new code here. */
export type ErrorCode =
  | "invalid_input"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "insufficient_funds"
  | "off_duty"
  | "illegal_transition"
  | "too_large"
  | "unsupported_media"
  | "rate_limited"
  | "unavailable";

export type ErrorDetails = Record<string, string | number | boolean | null | string[]>;

/** A failure a person can act on. `message` says what happened and what to do; the cause is for the log only. */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class InvalidInput extends DomainError {
  constructor(field: string, message: string, details: ErrorDetails = {}) {
    super("invalid_input", message, { field, ...details });
  }
}

/** Also what another organization's row answers: its existence is not ours to tell. */
export class NotFound extends DomainError {
  constructor(what: string, id: string) {
    super("not_found", `There is no ${what} "${id.slice(0, 80)}" here. Check the address or the id.`, { what });
  }
}

export class Conflict extends DomainError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("conflict", message, details);
  }
}

export class Unauthenticated extends DomainError {
  constructor(message = "Sign in, or send an API key as “Authorization: Bearer …”.") {
    super("unauthenticated", message);
  }
}

export class Forbidden extends DomainError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("forbidden", message, details);
  }
}
