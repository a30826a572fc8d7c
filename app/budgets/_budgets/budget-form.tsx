"use client";

import { useActionState } from "react";
import { SubmitButton } from "@/_components/submit-button";
import { Alert } from "@/_components/ui/alert";
import { describedBy, Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { Select } from "@/_components/ui/select";
import { errorAt, errorBeside } from "@/_trpc/form-state";
import { setBudget } from "../actions";
import type { Subject } from "./subjects";

type BudgetFormProps = {
  /** Begins the ids of its fields. */
  id: string;
  /** The one that is changed, or those to choose from. */
  subject: Pick<Subject, "value"> | readonly Subject[];
  limit: string;
  alertPercents: readonly number[];
  action: string;
};

const isChoice = (subject: BudgetFormProps["subject"]): subject is readonly Subject[] => Array.isArray(subject);

/** Sets a budget's limit and alerts. */
export function BudgetForm({ id, subject, limit, alertPercents, action }: BudgetFormProps) {
  const [state, send] = useActionState(setBudget, null);
  const errors = {
    subjectId: errorAt(state, "subjectId"),
    limit: errorAt(state, "limit"),
    alertPercents: errorAt(state, "alertPercents"),
  };
  const general = errorBeside(state, Object.keys(errors));
  return (
    <form action={send} noValidate className="grid gap-3">
      <div className="grid items-start gap-3 sm:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_minmax(0,1fr)_auto]">
        {isChoice(subject) ? (
          <Field id={`${id}-subject`} label="Budget for" error={errors.subjectId}>
            <Select id={`${id}-subject`} name="subject" {...describedBy(`${id}-subject`, { error: errors.subjectId })}>
              {subject.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          </Field>
        ) : (
          <input type="hidden" name="subject" value={subject.value} />
        )}
        <Field id={`${id}-limit`} label="Limit in US dollars" error={errors.limit}>
          <Input
            id={`${id}-limit`}
            name="limit"
            inputMode="decimal"
            autoComplete="off"
            defaultValue={limit}
            className="tabular-nums"
            {...describedBy(`${id}-limit`, { error: errors.limit })}
          />
        </Field>
        <Field id={`${id}-alerts`} label="Alerts at percent" error={errors.alertPercents}>
          <Input
            id={`${id}-alerts`}
            name="alertPercents"
            autoComplete="off"
            defaultValue={alertPercents.join(", ")}
            {...describedBy(`${id}-alerts`, { error: errors.alertPercents })}
          />
        </Field>
        <SubmitButton className="sm:mt-[1.625rem]">{action}</SubmitButton>
      </div>
      {general ? <Alert kind="negative">{general}</Alert> : null}
      {state?.ok ? <Alert kind="positive">{state.message}</Alert> : null}
    </form>
  );
}
