"use client";

import { useActionState } from "react";
import { SubmitButton } from "@/_components/submit-button";
import { Alert } from "@/_components/ui/alert";
import { Checkbox } from "@/_components/ui/checkbox";
import { describedBy, Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { errorAt, errorBeside } from "@/_trpc/form-state";
import { setAutoTopup } from "../actions";

type AutoTopupFormProps = { threshold: string; amount: string; enabled: boolean };

const FIELDS = ["threshold", "autoAmount"];

export function AutoTopupForm({ threshold, amount, enabled }: AutoTopupFormProps) {
  const [state, send] = useActionState(setAutoTopup, null);
  const general = errorBeside(state, FIELDS);
  return (
    <form action={send} noValidate className="grid gap-3 p-4">
      <label htmlFor="auto-topup-enabled" className="flex items-center gap-2">
        <Checkbox id="auto-topup-enabled" name="enabled" defaultChecked={enabled} />
        Fill the wallet by itself
      </label>
      <div className="grid items-start gap-3 sm:grid-cols-[minmax(0,12rem)_minmax(0,12rem)_auto] sm:justify-start">
        <Dollars
          id="threshold"
          label="When less is available than"
          value={threshold}
          error={errorAt(state, "threshold")}
        />
        <Dollars id="autoAmount" label="Add" value={amount} error={errorAt(state, "autoAmount")} />
        <SubmitButton className="sm:mt-[1.625rem]">Save</SubmitButton>
      </div>
      {general ? <Alert kind="negative">{general}</Alert> : null}
      {state?.ok ? <Alert kind="positive">{state.message}</Alert> : null}
    </form>
  );
}

type DollarsProps = { id: string; label: string; value: string; error: string | undefined };

function Dollars({ id, label, value, error }: DollarsProps) {
  return (
    <Field id={id} label={label} hint="US dollars" error={error}>
      <Input
        id={id}
        name={id}
        inputMode="decimal"
        autoComplete="off"
        defaultValue={value}
        {...describedBy(id, { hint: true, error })}
      />
    </Field>
  );
}
