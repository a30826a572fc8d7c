"use client";

import { useState } from "react";
import { WIRE_APIS } from "#kernel";
import { ActionForm } from "@/_components/action-form";
import { SelectField, TextareaField, TextField } from "@/_components/fields";
import { Section } from "@/_components/ui/card";
import type { FormState } from "@/_trpc/form-state";
import type { Answers } from "@/_trpc/types";
import { ModelField, TierField } from "../_prices/line-fields";
import { priceRecord } from "./actions";
import { Priced } from "./priced";

type CalculatorProps = {
  cards: readonly { readonly id: string; readonly label: string }[];
  models: readonly { readonly id: string; readonly provider: string; readonly modelId: string }[];
};

/** Paste a provider's usage, choose the prices, and see what it comes to. */
export function Calculator({ cards, models }: CalculatorProps) {
  const [record, setRecord] = useState<Answers["priceBook"]["priceRecord"]>();
  const price = async (_: FormState, form: FormData): Promise<FormState> => {
    const answer = await priceRecord(form);
    setRecord(answer.ok ? answer.record : undefined);
    return answer.ok ? null : answer;
  };
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
      <Section id="usage" title="Usage">
        <ActionForm action={price} submit="Price it" variant="primary">
          <TextareaField
            name="usage"
            label="The provider's usage, JSON"
            rows={8}
            className="font-mono"
            spellCheck={false}
            placeholder='{"input_tokens": 1200, "output_tokens": 340}'
          />
          <div className="grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-5">
            <SelectField name="api" label="As counted by">
              {WIRE_APIS.map((api) => (
                <option key={api}>{api}</option>
              ))}
            </SelectField>
            <SelectField name="rateCardId" label="Rate card">
              {cards.map(({ id, label }) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
            </SelectField>
            <ModelField models={models} />
            <TierField label="Tier asked for" />
            <TextField name="markupBps" label="Agent's markup, basis points" inputMode="numeric" defaultValue="0" />
          </div>
        </ActionForm>
      </Section>
      {record ? <Priced record={record} /> : null}
    </div>
  );
}
