import { type Component, DomainError, InvalidInput, type Tier } from "#kernel";

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
