import { Button } from "@/_components/ui/button";
import { Section } from "@/_components/ui/card";
import { Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { Select } from "@/_components/ui/select";
import type { Answers } from "@/_trpc/types";
import { modelLabel } from "../../_prices/line-fields";

/** What is asked for in the address; `undefined` where nothing is. */
export type Asked = Readonly<Record<"rateCardId" | "from" | "to" | "modelId" | "orgId", string | undefined>>;

type QuestionFormProps = {
  asked: Asked;
  cards: Answers["priceBook"]["cards"];
  models: readonly Answers["priceBook"]["models"][number][];
  organizations: Answers["clients"]["list"]["clients"];
};

/** Which calls, and by which card. A plain form: the address says what is shown. */
export function QuestionForm({ asked, cards, models, organizations }: QuestionFormProps) {
  const published = cards.filter(({ state }) => state !== "provisional" && state !== "withdrawn");
  return (
    <Section
      id="question"
      title="What to re-rate"
      description="Days in UTC. Nothing is posted before you confirm the preview."
    >
      <form action="/operator/prices/rerates" className="grid items-end gap-3 p-4 sm:grid-cols-2 lg:grid-cols-3">
        <Field id="rateCardId" label="The card that should have held">
          <Select id="rateCardId" name="rateCardId" defaultValue={asked.rateCardId}>
            {published.map(({ id, version, note }) => (
              <option key={id} value={id}>
                {version} {note}
              </option>
            ))}
          </Select>
        </Field>
        <Field id="from" label="From">
          <Input id="from" name="from" type="date" required defaultValue={asked.from} />
        </Field>
        <Field id="to" label="To, included">
          <Input id="to" name="to" type="date" required defaultValue={asked.to} />
        </Field>
        <Field id="modelId" label="Model">
          <Select id="modelId" name="modelId" defaultValue={asked.modelId}>
            <option value="">All models</option>
            {models.map((model) => (
              <option key={model.id} value={model.id}>
                {modelLabel(model)}
              </option>
            ))}
          </Select>
        </Field>
        <Field id="orgId" label="Client">
          <Select id="orgId" name="orgId" defaultValue={asked.orgId}>
            <option value="">All clients</option>
            {organizations.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Button type="submit" className="justify-self-start">
          Preview
        </Button>
      </form>
    </Section>
  );
}
