import { DomainError } from "#kernel";

/** No rate, no run: nothing is ever priced at zero by default. */
export class NoRateInForce extends DomainError {
  constructor(model: string, missing: readonly string[]) {
    super(
      "off_duty",
      `${model} has no price in force for ${missing.join(", ")}, so it cannot work. The operator has to publish a rate card with it.`,
      { model, missing: [...missing] },
    );
  }
}
