import { Conflict, DomainError, formatUsd, InvalidInput, type Pico } from "#kernel";

/** An agent on the roster that takes no work now. @param why a sentence, with its stop */
export class AgentOffDuty extends DomainError {
  constructor(slug: string, why: string) {
    super("off_duty", `${slug} is off duty: ${why} Choose another agent, or ask the operator.`, {
      field: "agents",
      agent: slug,
    });
  }
}

/** No agent goes by that slug. */
export class UnknownAgent extends InvalidInput {
  constructor(slug: string) {
    super("agents", `There is no agent "${slug.slice(0, 63)}" on the roster. See /api/v1/agents for those who are.`, {
      agent: slug.slice(0, 63),
    });
  }
}

/** A budget that the first step of the dearest of a job's agents could not be reserved from. Says what would do, in US dollars. */
export class BudgetTooSmall extends InvalidInput {
  constructor(field: "budget" | "runBudget", budget: Pico, needed: Pico) {
    super(
      field,
      `A budget of $${formatUsd(budget)} does not cover a single step of these agents. Give at least $${formatUsd(needed)}.`,
      {
        needed: formatUsd(needed),
      },
    );
  }
}

/** The same Idempotency-Key came with another body: what it stands for has been done already. */
export class KeyReused extends Conflict {
  constructor(key: string) {
    super("This Idempotency-Key was used for another request. Send a new key with a changed body.", {
      key: key.slice(0, 200),
    });
  }
}

/** A file of more bytes than the agency takes; told in megabytes of a million bytes. */
export class FileTooLarge extends DomainError {
  constructor(name: string, limitBytes: number) {
    super(
      "too_large",
      `"${name}" is larger than ${Math.round(limitBytes / 1_000_000)} MB. Split it, or send a part of it.`,
      { field: "file", limitBytes },
    );
  }
}

/** A file that agents could do nothing with. @param why goes on after its name, a sentence with its stop */
export class FileUnsuitable extends DomainError {
  constructor(name: string, why: string) {
    super("unsupported_media", `"${name}" ${why}`, { field: "file", name });
  }
}
