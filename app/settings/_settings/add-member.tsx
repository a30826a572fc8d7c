"use client";

import { useActionState } from "react";
import type { Role } from "#kernel";
import { SubmitButton } from "@/_components/submit-button";
import { Alert } from "@/_components/ui/alert";
import { describedBy, Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { errorAt, errorBeside } from "@/_trpc/form-state";
import { addMember } from "../actions";
import { RoleSelect } from "./role-select";

export function AddMember({ roles }: { roles: readonly Role[] }) {
  const [state, send] = useActionState(addMember, null);
  const general = errorBeside(state, ["email"]);
  const error = errorAt(state, "email");
  return (
    <form action={send} noValidate className="grid gap-3 border-t border-border p-4">
      <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-[minmax(0,1fr)_10rem_auto]">
        <Field id="member-email" label="Email of someone registered here" error={error}>
          <Input
            id="member-email"
            name="email"
            type="email"
            autoComplete="off"
            required
            {...describedBy("member-email", { error })}
          />
        </Field>
        <Field id="member-role" label="Role">
          <RoleSelect id="member-role" roles={roles} value="member" />
        </Field>
        <SubmitButton className="sm:mt-[1.625rem]">Add member</SubmitButton>
      </div>
      {general ? <Alert kind="negative">{general}</Alert> : null}
      {state?.ok ? <Alert kind="positive">{state.message}</Alert> : null}
    </form>
  );
}
