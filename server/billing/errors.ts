import { addPico, type Component, Conflict, DomainError, formatUsd, InvalidInput, type Pico, type Tier } from "#kernel";

/** A usage record that cannot be metered: a count is missing, negative or not whole. Nothing is charged from it. */
export class UnusableUsage extends InvalidInput {
  constructor(field: string, problem: string) {
    super(field, `The provider's usage record cannot be metered: ${problem}.`);
  }
}

/** No rate, no run: a component has no price on the rate card, and nothing is priced at zero by default. */
export class UnratedComponent extends DomainError {
  constructor(
    readonly components: readonly Component[],
    where: { readonly tier: Tier | null },
  ) {
    const tier = where.tier ? ` in the ${where.tier} tier` : "";
    super(
      "off_duty",
      `There is no rate for ${components.join(", ")}${tier}. Add it to the rate card, or leave the model off duty.`,
      {
        components: [...components],
      },
    );
  }
}

/** A cap cannot be below what went through it: that money is gone, or promised to calls under way. */
export class BudgetBelowSpend extends Conflict {
  constructor({ limit, spent, held }: { readonly limit: Pico; readonly spent: Pico; readonly held: Pico }) {
    const least = formatUsd(addPico(spent, held));
    super(
      `$${formatUsd(limit)} is too little: $${formatUsd(spent)} is spent and $${formatUsd(held)} is held for calls under way. Set at least $${least}.`,
      { field: "limit", spent: formatUsd(spent), held: formatUsd(held), least },
    );
  }
}
