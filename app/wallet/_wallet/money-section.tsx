import { Money } from "@/_components/money";
import { MoneyFigures } from "@/_components/money-figures";
import { PromotionList } from "@/_components/promotion-list";
import { Alert } from "@/_components/ui/alert";
import { Section } from "@/_components/ui/card";
import type { Answers, Wallet } from "@/_trpc/types";

type Promotion = Answers["wallet"]["promotions"]["promotions"][number];

export function MoneySection({ wallet, promotions }: { wallet: Wallet; promotions: readonly Promotion[] }) {
  return (
    <Section id="money" title="Money">
      <MoneyFigures wallet={wallet} />
      {/[1-9]/.test(wallet.owed) ? (
        <Alert kind="negative" className="mx-4 mb-4" title="No new calls are made">
          <Money usd={wallet.owed} exact /> of top-ups went back to their payer after they had been spent. Top up: the
          next money pays it, and runs that wait go on by themselves.
        </Alert>
      ) : null}
      <PromotionList promotions={promotions} className="border-t border-border" />
    </Section>
  );
}
