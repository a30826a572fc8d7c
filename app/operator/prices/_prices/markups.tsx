import { ActionForm } from "@/_components/action-form";
import { SelectField, TextField } from "@/_components/fields";
import { Section } from "@/_components/ui/card";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import type { Answers } from "@/_trpc/types";
import { setMarkup } from "../actions";
import { modelLabel } from "./line-fields";

type MarkupsProps = {
  markups: Answers["priceBook"]["markups"];
  models: Answers["priceBook"]["models"];
  organizations: readonly { readonly id: string; readonly name: string }[];
};

/** What is put on sell prices, by model and by organization; each multiplies by itself. */
export function Markups({ markups, models, organizations }: MarkupsProps) {
  return (
    <Section
      id="markups"
      title="Markups"
      description="In basis points on the sell price: 2500 adds a quarter, -1000 takes a tenth off. An agent's own comes on top."
    >
      {markups.length > 0 ? (
        <Table label="Markups">
          <thead>
            <tr>
              <Th>On</Th>
              <Th>Name</Th>
              <Th className={figure}>Basis points</Th>
              <Th>Set by</Th>
            </tr>
          </thead>
          <tbody>
            {markups.map(({ kind, subjectId, name, bps, setBy }) => (
              <Tr key={`${kind} ${subjectId}`}>
                <Td>{kind}</Td>
                <Td>{name}</Td>
                <Td className={figure}>{bps}</Td>
                <Td className="text-muted">{setBy}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      ) : null}
      <ActionForm
        action={setMarkup}
        submit="Set markup"
        className={markups.length > 0 ? "border-t border-border p-4" : "p-4"}
        columns="sm:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_auto]"
      >
        <SelectField name="subject" label="On a model, or on all that an organization buys">
          <optgroup label="Models">
            {models.map((model) => (
              <option key={model.id} value={`model ${model.id}`}>
                {modelLabel(model)}
              </option>
            ))}
          </optgroup>
          <optgroup label="Organizations">
            {organizations.map(({ id, name }) => (
              <option key={id} value={`organization ${id}`}>
                {name}
              </option>
            ))}
          </optgroup>
        </SelectField>
        <TextField name="bps" label="Basis points" hint="0 takes the markup away." inputMode="numeric" required />
      </ActionForm>
    </Section>
  );
}
