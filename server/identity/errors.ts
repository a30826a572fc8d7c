import { Conflict, DomainError, Forbidden } from "#kernel";

export class EmailTaken extends Conflict {
  constructor(email: string) {
    super(`Someone has registered with ${email} already. Sign in instead, or use another address.`, { field: "email" });
  }
}

export class TooManyTries extends DomainError {
  constructor(retryAfterSeconds: number) {
    const minutes = Math.ceil(retryAfterSeconds / 60);
    super("rate_limited", `Too many tries. Wait ${minutes === 1 ? "a minute" : `${minutes} minutes`} and try again.`, {
      retryAfterSeconds,
    });
  }
}

export class DemoDisabled extends Forbidden {
  constructor() {
    super(
      "The demo organization is switched off because this agency can be reached from other machines. Register an organization of your own.",
    );
  }
}
