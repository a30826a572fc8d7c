import type { Wallet } from "@/_trpc/types";
import { Figure, Figures } from "./figures";
import { Money } from "./money";

/** US dollars, as exact decimal strings. */
type MoneyFiguresProps = {
  wallet: Pick<Wallet, "available" | "balance" | "held" | "creditLimit" | "promotional" | "owed">;
};

/** What an organization has: the same wherever its wallet is shown. */
export function MoneyFigures({
  wallet: { available, balance, held, creditLimit, promotional, owed },
}: MoneyFiguresProps) {
  return (
    <Figures className="p-4">
      <Figure label="Available" strong>
        <Money usd={available} spendable />
      </Figure>
      <Figure label="Balance">
        <Money usd={balance} exact />
      </Figure>
      <Figure label="Held for calls under way">
        <Money usd={held} exact />
      </Figure>
      <Figure label="Credit limit">
        <Money usd={creditLimit} exact />
      </Figure>
      <Figure label="Promotional credit in the balance">
        <Money usd={promotional} exact />
      </Figure>
      {/[1-9]/.test(owed) ? (
        <Figure label="Owed: paid or charged back after it was spent" className="text-negative">
          <Money usd={owed} exact />
        </Figure>
      ) : null}
    </Figures>
  );
}
