import type { Role } from "#kernel";
import { ActionForm } from "@/_components/action-form";
import { TextField } from "@/_components/fields";
import { Field } from "@/_components/ui/field";
import { addMember } from "../actions";
import { RoleSelect } from "./role-select";

export function AddMember({ roles }: { roles: readonly Role[] }) {
  return (
    <ActionForm
      action={addMember}
      submit="Add member"
      className="border-t border-border p-4"
      columns="sm:grid-cols-[minmax(0,1fr)_10rem_auto]"
    >
      <TextField name="email" type="email" label="Email of someone registered here" required />
      <Field id="member-role" label="Role">
        <RoleSelect id="member-role" roles={roles} value="member" />
      </Field>
    </ActionForm>
  );
}
