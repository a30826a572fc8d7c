import { TIERS, type Tier } from "#kernel";
import { describedBy, Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { Select } from "@/_components/ui/select";
import { TIER_NAMES } from "@/_components/words";
import type { Agent } from "@/_trpc/types";
import type { FieldErrors, HireDraft } from "./draft";

type TermsFieldsProps = {
  draft: HireDraft;
  agents: readonly Agent[];
  errors: FieldErrors;
  onChange: (part: Partial<HireDraft>) => void;
};

const SPEEDS: Record<Tier, string> = {
  economy: "slower and cheaper",
  standard: "list price",
  priority: "faster and dearer",
};

const isTier = (text: string): text is Tier => TIERS.some((tier) => tier === text);

/** What the job may cost, and how fast it should go. */
export function TermsFields({ draft, agents, errors, onChange }: TermsFieldsProps) {
  const crew = agents.filter(({ slug }) => draft.crew[slug]);
  const sold = TIERS.filter((tier) => tier === draft.tier || crew.every(({ tiers }) => tiers.includes(tier)));
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      <Field
        id="budget"
        label="Budget in US dollars"
        hint="A hard cap for the whole job. Agents stop before they pass it; what is not used stays yours."
        error={errors.budget}
      >
        <div className="relative">
          <span aria-hidden className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-muted">
            $
          </span>
          <Input
            id="budget"
            inputMode="decimal"
            autoComplete="off"
            value={draft.budget}
            onChange={(event) => onChange({ budget: event.target.value })}
            className="pl-7 tabular-nums"
            {...describedBy("budget", { hint: true, error: errors.budget })}
          />
        </div>
      </Field>
      <Field
        id="tier"
        label="Tier"
        hint="The speed you pay for, where a model is sold in more than one."
        error={errors.tier}
      >
        <Select
          id="tier"
          value={draft.tier}
          onChange={(event) => isTier(event.target.value) && onChange({ tier: event.target.value })}
          {...describedBy("tier", { hint: true, error: errors.tier })}
        >
          {sold.map((tier) => (
            <option key={tier} value={tier}>
              {TIER_NAMES[tier]}, {SPEEDS[tier]}
            </option>
          ))}
        </Select>
      </Field>
    </div>
  );
}
