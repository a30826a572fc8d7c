"use client";

import { useActionState } from "react";
import { TIERS, WIRE_APIS } from "#kernel";
import { SubmitButton } from "@/_components/submit-button";
import { Alert } from "@/_components/ui/alert";
import { Section } from "@/_components/ui/card";
import { Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { Select } from "@/_components/ui/select";
import { Textarea } from "@/_components/ui/textarea";
import { TIER_NAMES } from "@/_components/words";
import { priceRecord } from "./actions";
import { Priced } from "./priced";

type CalculatorProps = {
  cards: readonly { readonly id: string; readonly label: string }[];
  models: readonly { readonly id: string; readonly provider: string; readonly modelId: string }[];
};

/** Paste a provider's usage, choose the prices, and see what it comes to. */
export function Calculator({ cards, models }: CalculatorProps) {
  const [state, send] = useActionState(priceRecord, null);
  return (
    <div className="grid gap-6">
      <Section id="usage" title="Usage">
        <form action={send} noValidate className="grid gap-3 p-4">
          <Field id="record-usage" label="The provider's usage, JSON">
            <Textarea
              id="record-usage"
              name="usage"
              rows={8}
              className="font-mono"
              spellCheck={false}
              placeholder='{"input_tokens": 1200, "output_tokens": 340}'
            />
          </Field>
          <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-5">
            <Field id="record-api" label="As counted by">
              <Select id="record-api" name="api">
                {WIRE_APIS.map((api) => (
                  <option key={api}>{api}</option>
                ))}
              </Select>
            </Field>
            <Field id="record-card" label="Rate card">
              <Select id="record-card" name="rateCardId">
                {cards.map(({ id, label }) => (
                  <option key={id} value={id}>
                    {label}
                  </option>
                ))}
              </Select>
            </Field>
            <Field id="record-model" label="Model">
              <Select id="record-model" name="modelId">
                {models.map(({ id, provider, modelId }) => (
                  <option key={id} value={id}>
                    {provider} {modelId}
                  </option>
                ))}
              </Select>
            </Field>
            <Field id="record-tier" label="Tier asked for">
              <Select id="record-tier" name="tier" defaultValue="standard">
                {TIERS.map((tier) => (
                  <option key={tier} value={tier}>
                    {TIER_NAMES[tier]}
                  </option>
                ))}
              </Select>
            </Field>
            <Field id="record-markup" label="Agent's markup, basis points">
              <Input id="record-markup" name="markupBps" inputMode="numeric" autoComplete="off" defaultValue="0" />
            </Field>
          </div>
          <SubmitButton className="justify-self-start">Price it</SubmitButton>
          {state && !state.ok ? <Alert kind="negative">{state.message}</Alert> : null}
        </form>
      </Section>
      {state?.ok ? <Priced record={state.record} /> : null}
    </div>
  );
}
