import { ActionForm } from "@/_components/action-form";
import { CheckField, MoneyField } from "@/_components/fields";
import { Alert } from "@/_components/ui/alert";
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
  return (
    <ActionForm
      action={topUp}
      hidden={{ idempotencyKey }}
      submit={method === "demo" ? "Add demo money" : "Pay by card"}
      variant="primary"
    >
      {method === "demo" ? (
        <Alert kind="caution" title="Demo money">
          This agency has no Stripe keys, so nothing is charged and nothing is real.
        </Alert>
      ) : null}
      <MoneyField name="amount" label="Amount, US dollars" hint={`From ${least} to ${most}`} defaultValue="50.00" />
      {method === "stripe" ? <CheckField name="saveCard" label="Keep the card for automatic top-ups" /> : null}
    </ActionForm>
  );
}
