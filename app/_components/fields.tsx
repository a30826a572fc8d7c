"use client";

import { type ComponentProps, type ReactNode, useId } from "react";
import { useErrorAt } from "./action-form";
import { Checkbox } from "./ui/checkbox";
import { describedBy, Field, FieldError } from "./ui/field";
import { Input } from "./ui/input";
import { Select } from "./ui/select";
import { Textarea } from "./ui/textarea";

type Described = {
  /** The procedure's name for it, by which its refusals find their place. */
  name: string;
  label: ReactNode;
  hint?: ReactNode;
};

/** What ties a field of an `ActionForm` to its label, hint and error. */
function useField({ name, label, hint }: Described) {
  const id = useId();
  const error = useErrorAt(name);
  return {
    field: { id, label, hint, error },
    control: { id, name, ...describedBy(id, { hint: hint !== undefined, error }) },
  };
}

/** A line of text. */
export function TextField({ name, label, hint, ...input }: Described & Omit<ComponentProps<"input">, keyof Described>) {
  const { field, control } = useField({ name, label, hint });
  return (
    <Field {...field}>
      <Input autoComplete="off" {...input} {...control} />
    </Field>
  );
}

type MoneyFieldProps = Described & { defaultValue?: string; required?: boolean };

/** An amount of US dollars. Only what looks like one is asked about before it is sent; the rest is refused at once. */
export function MoneyField(props: MoneyFieldProps) {
  return <TextField inputMode="decimal" pattern="\s*\d+(\.\d+)?\s*" className="tabular-nums" required {...props} />;
}

/** Several lines of text. */
export function TextareaField({
  name,
  label,
  hint,
  ...textarea
}: Described & Omit<ComponentProps<"textarea">, keyof Described>) {
  const { field, control } = useField({ name, label, hint });
  return (
    <Field {...field}>
      <Textarea {...textarea} {...control} />
    </Field>
  );
}

/** One of several; `children` are its options. */
export function SelectField({
  name,
  label,
  hint,
  ...select
}: Described & Omit<ComponentProps<"select">, keyof Described>) {
  const { field, control } = useField({ name, label, hint });
  return (
    <Field {...field}>
      <Select {...select} {...control} />
    </Field>
  );
}

/** Yes or no. */
export function CheckField({ name, label, hint, defaultChecked }: Described & { defaultChecked?: boolean }) {
  const { field, control } = useField({ name, label, hint });
  return (
    <div className="grid gap-1">
      <label htmlFor={field.id} className="flex items-center gap-2 text-[0.8125rem] font-medium">
        <Checkbox defaultChecked={defaultChecked} {...control} />
        {label}
      </label>
      {hint ? (
        <p id={`${field.id}-hint`} className="pl-6 text-[0.8125rem] text-muted">
          {hint}
        </p>
      ) : null}
      <FieldError id={`${field.id}-error`}>{field.error}</FieldError>
    </div>
  );
}
