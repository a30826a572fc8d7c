"use client";

import { useActionState } from "react";
import { Secret } from "@/_components/secret";
import { SubmitButton } from "@/_components/submit-button";
import { Alert } from "@/_components/ui/alert";
import { describedBy, Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { errorAt, errorBeside } from "@/_trpc/form-state";
import { createWebhook } from "../actions";

export function CreateWebhook() {
  const [state, send] = useActionState(createWebhook, null);
  const error = errorAt(state, "url");
  const general = errorBeside(state, ["url"]);
  return (
    <form action={send} noValidate className="grid gap-3 border-t border-border p-4">
      <div className="grid items-start gap-3 sm:grid-cols-[minmax(0,1fr)_auto]">
        <Field id="webhook-url" label="Address of the webhook" error={error}>
          <Input
            id="webhook-url"
            name="url"
            type="url"
            autoComplete="off"
            placeholder="https://example.com/hireling"
            {...describedBy("webhook-url", { error })}
          />
        </Field>
        <SubmitButton className="sm:mt-[1.625rem]">Add webhook</SubmitButton>
      </div>
      {general ? <Alert kind="negative">{general}</Alert> : null}
      {state?.ok && state.secret ? (
        <Alert kind="positive" title={state.message}>
          <Secret text={state.secret} />
        </Alert>
      ) : null}
    </form>
  );
}
