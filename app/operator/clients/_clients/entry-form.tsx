"use client";

import { useActionState } from "react";
import { SubmitButton } from "@/_components/submit-button";
import { Alert } from "@/_components/ui/alert";
import { describedBy, Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { errorAt, errorBeside, type FormState } from "@/_trpc/form-state";

type EntryField = {
  /** The procedure's name for it, by which its refusals find their place. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly type?: "text" | "date";
  readonly value?: string;
};

type EntryFormProps = {
  /** Makes the fields' ids unique on the page. */
  id: string;
  action: (state: FormState, form: FormData) => Promise<FormState>;
  hidden: Readonly<Record<string, string>>;
  fields: readonly EntryField[];
  submit: string;
};

/** What staff enter for a client: a few fields, and how it went. */
export function EntryForm({ id, action, hidden, fields, submit }: EntryFormProps) {
  const [state, send] = useActionState(action, null);
  const general = errorBeside(
    state,
    fields.map(({ name }) => name),
  );
  return (
    <form action={send} noValidate className="grid gap-3 p-4">
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {fields.map(({ name, label, hint, type = "text", value = "" }) => {
        const error = errorAt(state, name);
        const fieldId = `${id}-${name}`;
        return (
          <Field key={name} id={fieldId} label={label} hint={hint} error={error}>
            <Input
              id={fieldId}
              name={name}
              type={type}
              autoComplete="off"
              defaultValue={value}
              {...describedBy(fieldId, { hint: hint !== undefined, error })}
            />
          </Field>
        );
      })}
      <SubmitButton className="justify-self-start">{submit}</SubmitButton>
      {general ? <Alert kind="negative">{general}</Alert> : null}
      {state?.ok ? <Alert kind="positive">{state.message}</Alert> : null}
    </form>
  );
}
