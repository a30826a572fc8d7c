import { Figure, Figures } from "@/_components/figures";
import { Money } from "@/_components/money";
import { PromotionList } from "@/_components/promotion-list";
import { Section } from "@/_components/ui/card";
import type { Answers, Wallet } from "@/_trpc/types";

type Promotion = Answers["wallet"]["promotions"]["promotions"][number];

export function MoneySection({ wallet, promotions }: { wallet: Wallet; promotions: readonly Promotion[] }) {
  return (
    <Section id="money" title="Money">
      <Figures className="p-4">
        <Figure label="Available" strong>
          <Money usd={wallet.available} spendable />
        </Figure>
        <Figure label="Balance">
          <Money usd={wallet.balance} exact />
        </Figure>
        <Figure label="Held for calls under way">
          <Money usd={wallet.held} exact />
        </Figure>
        <Figure label="Credit limit">
          <Money usd={wallet.creditLimit} exact />
        </Figure>
        <Figure label="Promotional credit in the balance">
          <Money usd={wallet.promotional} exact />
        </Figure>
      </Figures>
      <PromotionList promotions={promotions} className="border-t border-border" />
    </Section>
  );
}
