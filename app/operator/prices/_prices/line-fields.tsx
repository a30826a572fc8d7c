import { TIERS } from "#kernel";
import { SelectField } from "@/_components/fields";
import { providerName, TIER_NAMES } from "@/_components/words";
import type { Answers } from "@/_trpc/types";

type PricedModel = Pick<Answers["priceBook"]["models"][number], "id" | "provider" | "modelId">;

/** What a model is called in the price book. */
export const modelLabel = ({ provider, modelId }: Omit<PricedModel, "id">): string =>
  `${providerName(provider)} ${modelId}`;

/** Which model it is about. */
export function ModelField({ models }: { models: readonly PricedModel[] }) {
  return (
    <SelectField name="modelId" label="Model">
      {models.map((model) => (
        <option key={model.id} value={model.id}>
          {modelLabel(model)}
        </option>
      ))}
    </SelectField>
  );
}

/** Which tier it is about. */
export function TierField({ label = "Tier" }: { label?: string }) {
  return (
    <SelectField name="tier" label={label} defaultValue="standard">
      {TIERS.map((tier) => (
        <option key={tier} value={tier}>
          {TIER_NAMES[tier]}
        </option>
      ))}
    </SelectField>
  );
}
