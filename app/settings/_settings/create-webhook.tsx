import { ActionForm } from "@/_components/action-form";
import { TextField } from "@/_components/fields";
import { createWebhook } from "../actions";

export function CreateWebhook() {
  return (
    <ActionForm
      action={createWebhook}
      submit="Add webhook"
      className="border-t border-border p-4"
      columns="sm:grid-cols-[minmax(0,1fr)_auto]"
    >
      <TextField name="url" type="url" label="Address of the webhook" placeholder="https://example.com/hireling" />
    </ActionForm>
  );
}
