import { Section } from "@/_components/ui/card";
import { Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { Select } from "@/_components/ui/select";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import type { Answers } from "@/_trpc/types";
import { setMarkup } from "../actions";
import { ActionForm } from "./action-form";

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
      <ActionForm action={setMarkup} submit="Set markup">
        <Field id="markup-subject" label="On a model, or on all that an organization buys">
          <Select id="markup-subject" name="subject">
            <optgroup label="Models">
              {models.map(({ id, provider, modelId }) => (
                <option key={id} value={`model ${id}`}>
                  {provider} {modelId}
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
          </Select>
        </Field>
        <Field id="markup-bps" label="Basis points" hint="0 takes the markup away.">
          <Input id="markup-bps" name="bps" inputMode="numeric" autoComplete="off" aria-describedby="markup-bps-hint" />
        </Field>
      </ActionForm>
    </Section>
  );
}
