import { COMPONENTS } from "#kernel";
import { ActionForm } from "@/_components/action-form";
import { MoneyField, SelectField, TextField } from "@/_components/fields";
import { componentName } from "@/_components/rate";
import { RowForm } from "@/_components/row-form";
import { Section } from "@/_components/ui/card";
import { Input } from "@/_components/ui/input";
import { Table, Td, Th, Tr } from "@/_components/ui/table";
import type { Answers } from "@/_trpc/types";
import { removeLine, setLine } from "../actions";
import { ModelField, TierField } from "./line-fields";

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
    <ActionForm action={setLine} hidden={{ draftId }} submit="Write line" className="border-t border-border p-4">
      <div className="grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <ModelField models={models} />
        <TierField />
        <SelectField name="component" label="Component">
          {COMPONENTS.map((component) => (
            <option key={component} value={component}>
              {componentName(component)}
            </option>
          ))}
        </SelectField>
        <MoneyField name="cost" label="Cost price" />
        <MoneyField name="sell" label="Sell price" hint="Empty: the cost price" required={false} />
        <SelectField name="aboveOperator" label="Long context, if the input is">
          <option value=">">above (&gt;)</option>
          <option value=">=">from (≥)</option>
        </SelectField>
        <TextField name="aboveTokens" label="Tokens" hint="Empty: the base line" inputMode="numeric" />
      </div>
    </ActionForm>
  );
}
