"use client";

import { useActionState } from "react";
import type { Role } from "#kernel";
import { Secret } from "@/_components/secret";
import { SubmitButton } from "@/_components/submit-button";
import { Alert } from "@/_components/ui/alert";
import { describedBy, Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { errorAt, errorBeside } from "@/_trpc/form-state";
import { createKey } from "../actions";
import { RoleSelect } from "./role-select";

export function CreateKey({ roles }: { roles: readonly Role[] }) {
  const [state, send] = useActionState(createKey, null);
  const error = errorAt(state, "name");
  const general = errorBeside(state, ["name"]);
  return (
    <form action={send} noValidate className="grid gap-3 border-t border-border p-4">
      <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-[minmax(0,1fr)_10rem_auto]">
        <Field id="key-name" label="Name of the key" error={error}>
          <Input
            id="key-name"
            name="name"
            autoComplete="off"
            placeholder="Nightly reports"
            {...describedBy("key-name", { error })}
          />
        </Field>
        <Field id="key-role" label="Role">
          <RoleSelect id="key-role" roles={roles} value="member" />
        </Field>
        <SubmitButton className="sm:mt-[1.625rem]">Create key</SubmitButton>
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
