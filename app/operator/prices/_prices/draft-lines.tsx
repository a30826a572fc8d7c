import { COMPONENTS, TIERS } from "#kernel";
import { componentName } from "@/_components/rate";
import { RowForm } from "@/_components/row-form";
import { Section } from "@/_components/ui/card";
import { Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { Select } from "@/_components/ui/select";
import { Table, Td, Th, Tr } from "@/_components/ui/table";
import { TIER_NAMES } from "@/_components/words";
import type { Answers } from "@/_trpc/types";
import { removeLine, setLine } from "../actions";
import { ActionForm } from "./action-form";

type Draft = Answers["priceBook"]["draft"];
type Line = Draft["lines"][number];
type DraftLinesProps = { draftId: string; lines: Draft["lines"]; models: Draft["models"]; open: boolean };

/** Names a line to the actions. */
const hiddenOf = (draftId: string, { modelId, tier, component, above }: Line) => ({
  ...{ draftId, modelId, tier, component },
  aboveTokens: above ? String(above.tokens) : "",
  aboveOperator: above?.operator ?? ">",
});

/** The lines of a draft. Prices in US dollars per 1,000,000 tokens, or per 1,000 calls of a fee. */
export function DraftLines({ draftId, lines, models, open }: DraftLinesProps) {
  return (
    <Section id="lines" title="Lines" description="US dollars per 1,000,000 tokens, or per 1,000 calls of a fee">
      {lines.length > 0 ? (
        <Table label="Lines">
          <thead>
            <tr>
              <Th>Line</Th>
              <Th>Cost price, and sell price where it differs</Th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Tr key={line.key}>
                <Td>{line.name}</Td>
                <Td>
                  {open ? (
                    <LineForms draftId={draftId} line={line} />
                  ) : (
                    `${line.cost}${line.sell === null ? "" : `, sold for ${line.sell}`}`
                  )}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      ) : null}
      {open ? <AddLine draftId={draftId} models={models} /> : null}
    </Section>
  );
}

function LineForms({ draftId, line }: { draftId: string; line: Line }) {
  const hidden = hiddenOf(draftId, line);
  return (
    <div className="flex flex-wrap justify-end gap-2">
      <RowForm action={setLine} hidden={hidden} label="Save" about={`Save ${line.name}`}>
        <Input name="cost" aria-label={`Cost price of ${line.name}`} defaultValue={line.cost} className="w-28" />
        <Input
          name="sell"
          aria-label={`Sell price of ${line.name}, empty for the cost price`}
          defaultValue={line.sell ?? ""}
          className="w-28"
        />
      </RowForm>
      <RowForm action={removeLine} hidden={hidden} label="Remove" about={`Remove ${line.name}`} variant="danger" />
    </div>
  );
}

function AddLine({ draftId, models }: Pick<DraftLinesProps, "draftId" | "models">) {
  return (
    <ActionForm
      action={setLine}
      hidden={{ draftId }}
      submit="Write line"
      className="grid gap-3 border-t border-border p-4 sm:grid-cols-3"
    >
      <Field id="line-model" label="Model">
        <Select id="line-model" name="modelId">
          {models.map(({ id, provider, modelId }) => (
            <option key={id} value={id}>
              {provider} {modelId}
            </option>
          ))}
        </Select>
      </Field>
      <Field id="line-tier" label="Tier">
        <Select id="line-tier" name="tier" defaultValue="standard">
          {TIERS.map((tier) => (
            <option key={tier} value={tier}>
              {TIER_NAMES[tier]}
            </option>
          ))}
        </Select>
      </Field>
      <Field id="line-component" label="Component">
        <Select id="line-component" name="component">
          {COMPONENTS.map((component) => (
            <option key={component} value={component}>
              {componentName(component)}
            </option>
          ))}
        </Select>
      </Field>
      <Field id="line-cost" label="Cost price">
        <Input id="line-cost" name="cost" autoComplete="off" />
      </Field>
      <Field id="line-sell" label="Sell price, if another">
        <Input id="line-sell" name="sell" autoComplete="off" />
      </Field>
      <Field id="line-operator" label="Long context, if the input is">
        <Select id="line-operator" name="aboveOperator">
          <option value=">">above (&gt;)</option>
          <option value=">=">from (≥)</option>
        </Select>
      </Field>
      <Field id="line-tokens" label="Tokens, empty for the base line">
        <Input id="line-tokens" name="aboveTokens" inputMode="numeric" autoComplete="off" />
      </Field>
    </ActionForm>
  );
}
