"use client";

import { useActionState } from "react";
import { SubmitButton } from "@/_components/submit-button";
import { Alert } from "@/_components/ui/alert";
import { Checkbox } from "@/_components/ui/checkbox";
import { describedBy, Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { errorAt, errorBeside } from "@/_trpc/form-state";
import { topUp } from "../actions";

type TopUpFormProps = {
  method: "stripe" | "demo";
  /** Exact decimal strings of US dollars. */
  least: string;
  most: string;
  /** Made with the page: pressed twice, it is one top-up. */
  idempotencyKey: string;
};

export function TopUpForm({ method, least, most, idempotencyKey }: TopUpFormProps) {
  const [state, send] = useActionState(topUp, null);
  const error = errorAt(state, "amount");
  const general = errorBeside(state, ["amount"]);
  return (
    <form action={send} noValidate className="grid gap-3 p-4">
      <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
      {method === "demo" ? (
        <Alert kind="caution" title="Demo money">
          This agency has no Stripe keys, so nothing is charged and nothing is real.
        </Alert>
      ) : null}
      <div className="grid items-start gap-3 sm:grid-cols-[minmax(0,12rem)_auto] sm:justify-start">
        <Field id="topup-amount" label="Amount, US dollars" hint={`From ${least} to ${most}`} error={error}>
          <Input
            id="topup-amount"
            name="amount"
            inputMode="decimal"
            autoComplete="off"
            defaultValue="50.00"
            required
            {...describedBy("topup-amount", { hint: true, error })}
          />
        </Field>
        <SubmitButton variant="primary" className="sm:mt-[1.625rem]">
          {method === "demo" ? "Add demo money" : "Pay by card"}
        </SubmitButton>
      </div>
      {method === "stripe" ? (
        <label htmlFor="topup-save-card" className="flex items-center gap-2 text-[0.8125rem]">
          <Checkbox id="topup-save-card" name="saveCard" />
          Keep the card for automatic top-ups
        </label>
      ) : null}
      {general ? <Alert kind="negative">{general}</Alert> : null}
      {state?.ok ? <Alert kind="positive">{state.message}</Alert> : null}
    </form>
  );
}
