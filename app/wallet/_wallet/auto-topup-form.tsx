import { ActionForm } from "@/_components/action-form";
import { CheckField, MoneyField } from "@/_components/fields";
import { setAutoTopup } from "../actions";

type AutoTopupFormProps = { threshold: string; amount: string; enabled: boolean };

export function AutoTopupForm({ threshold, amount, enabled }: AutoTopupFormProps) {
  return (
    <ActionForm action={setAutoTopup} submit="Save">
      <CheckField name="enabled" label="Fill the wallet by itself" defaultChecked={enabled} />
      <div className="grid items-start gap-3 sm:grid-cols-2">
        <MoneyField name="threshold" label="When less is available than" hint="US dollars" defaultValue={threshold} />
        <MoneyField name="amount" label="Add" hint="US dollars" defaultValue={amount} />
      </div>
    </ActionForm>
  );
}
