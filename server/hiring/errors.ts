import { Conflict, DomainError, formatUsd, InvalidInput, type Pico } from "#kernel";

export class AgentOffDuty extends DomainError {
  constructor(slug: string, why: string) {
    super("off_duty", `${slug} is off duty: ${why} Choose another agent, or ask the operator.`, {
      field: "agents",
      agent: slug,
    });
  }
}

export class UnknownAgent extends InvalidInput {
  constructor(slug: string) {
    super("agents", `There is no agent "${slug.slice(0, 63)}" on the roster. See /api/v1/agents for those who are.`, {
      agent: slug.slice(0, 63),
    });
  }
}

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

export class KeyReused extends Conflict {
  constructor(key: string) {
    super("This Idempotency-Key was used for another request. Send a new key with a changed body.", {
      key: key.slice(0, 200),
    });
  }
}

export class FileTooLarge extends DomainError {
  constructor(name: string, limitBytes: number) {
    super(
      "too_large",
      `"${name}" is larger than ${Math.round(limitBytes / 1_000_000)} MB. Split it, or send a part of it.`,
      { field: "file", limitBytes },
    );
  }
}

export class FileUnsuitable extends DomainError {
  constructor(name: string, why: string) {
    super("unsupported_media", `"${name}" ${why}`, { field: "file", name });
  }
}
