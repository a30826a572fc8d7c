import { ActionForm } from "@/_components/action-form";
import { MoneyField, SelectField, TextField } from "@/_components/fields";
import { setBudget } from "../actions";
import type { Subject } from "./subjects";

type BudgetFormProps = {
  /** The one that is changed, or those to choose from. */
  subject: Pick<Subject, "value"> | readonly Subject[];
  limit: string;
  alertPercents: readonly number[];
  submit: string;
};

const isChoice = (subject: BudgetFormProps["subject"]): subject is readonly Subject[] => Array.isArray(subject);

/** Sets a budget's limit and alerts. */
export function BudgetForm({ subject, limit, alertPercents, submit }: BudgetFormProps) {
  return (
    <ActionForm
      action={setBudget}
      hidden={isChoice(subject) ? {} : { subject: subject.value }}
      submit={submit}
      className="p-0"
      columns={
        isChoice(subject)
          ? "sm:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_minmax(0,1fr)_auto]"
          : "sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]"
      }
    >
      {isChoice(subject) ? (
        <SelectField name="subject" label="Budget for">
          {subject.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
      ) : null}
      <MoneyField name="limit" label="Limit in US dollars" defaultValue={limit} />
      <TextField name="alertPercents" label="Alerts at percent" defaultValue={alertPercents.join(", ")} />
    </ActionForm>
  );
}
