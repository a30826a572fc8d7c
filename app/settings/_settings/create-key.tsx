import type { Role } from "#kernel";
import { ActionForm } from "@/_components/action-form";
import { TextField } from "@/_components/fields";
import { Field } from "@/_components/ui/field";
import { createKey } from "../actions";
import { RoleSelect } from "./role-select";

export function CreateKey({ roles }: { roles: readonly Role[] }) {
  return (
    <ActionForm
      action={createKey}
      submit="Create key"
      className="border-t border-border p-4"
      columns="sm:grid-cols-[minmax(0,1fr)_10rem_auto]"
    >
      <TextField name="name" label="Name of the key" placeholder="Nightly reports" />
      <Field id="key-role" label="Role">
        <RoleSelect id="key-role" roles={roles} value="member" />
      </Field>
    </ActionForm>
  );
}
