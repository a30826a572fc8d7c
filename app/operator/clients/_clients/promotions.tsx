import { ActionForm } from "@/_components/action-form";
import { MoneyField, TextField } from "@/_components/fields";
import { PromotionList } from "@/_components/promotion-list";
import { Section } from "@/_components/ui/card";
import type { Answers } from "@/_trpc/types";
import { grantPromotion } from "../actions";

type PromotionsProps = {
  client: Answers["clients"]["get"];
  promotions: Answers["accounting"]["client"]["promotions"];
  /** Made with the page: pressed twice, it is given once. */
  idempotencyKey: string;
};

/** Promotional credit that a client has left, and giving some. */
export function Promotions({ client: { id, name }, promotions, idempotencyKey }: PromotionsProps) {
  return (
    <Section id="promotion" title="Promotional credit" description="Spent before paid money">
      <PromotionList promotions={promotions} className="border-b border-border" />
      <ActionForm
        action={grantPromotion}
        hidden={{ orgId: id, idempotencyKey }}
        submit="Give credit"
        ask={`Give ${name} {amount} US dollars of promotional credit, for “{name}”?`}
      >
        <TextField name="name" label="What for" hint="The client reads it" required />
        <div className="grid items-start gap-3 sm:grid-cols-2">
          <MoneyField name="amount" label="Amount, US dollars" />
          <TextField name="expiresAt" type="date" label="Last day" hint="UTC; empty: it does not expire" />
        </div>
      </ActionForm>
    </Section>
  );
}
