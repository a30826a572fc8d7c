import { DomainError } from "#kernel";

/** A connector could not be used. `message` is for people and models: why, and what to do; the cause is for the log. */
export class ConnectorFailed extends DomainError {
  constructor(message: string, options?: { cause?: unknown }) {
    super("unavailable", message, {}, options);
  }
}

/** Its authorization has ended, or never began: a person has to sign in at the server. */
export class ReconnectNeeded extends ConnectorFailed {}

/** The call was sent, and no answer came: it may have happened, or not. */
export class CallUnanswered extends ConnectorFailed {}
