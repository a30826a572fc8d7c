import type { ReactNode } from "react";
import { Money } from "@/_components/money";
import { Section } from "@/_components/ui/card";
import { When } from "@/_components/when";
import type { Answers, Wallet } from "@/_trpc/types";

type Promotion = Answers["wallet"]["promotions"]["promotions"][number];

export function MoneySection({ wallet, promotions }: { wallet: Wallet; promotions: readonly Promotion[] }) {
  return (
    <Section id="money" title="Money">
      <dl className="grid gap-1.5 p-4">
        <div className="mb-1 flex items-baseline justify-between gap-4 text-lg font-semibold">
          <dt className="text-sm font-medium">Available</dt>
          <dd>
            <Money usd={wallet.available} />
          </dd>
        </div>
        <Sum label="Balance" usd={wallet.balance} />
        <Sum label="Held for calls under way" usd={wallet.held} />
        <Sum label="Credit limit" usd={wallet.creditLimit} />
        <Sum label="Promotional credit in the balance" usd={wallet.promotional} />
      </dl>
      {promotions.length > 0 ? (
        <ul
          aria-label="Promotional credit, as it will be spent"
          className="divide-y divide-border border-t border-border"
        >
          {promotions.map(({ id, name, remaining, amount, expiresAt }) => (
            <li key={id} className="flex flex-wrap justify-between gap-x-4 gap-y-1 px-4 py-2.5 text-[0.8125rem]">
              <span className="min-w-0">
                <span className="font-medium break-words">{name}</span>{" "}
                <span className="text-muted">
                  {expiresAt ? (
                    <>
                      expires <When at={expiresAt} />
                    </>
                  ) : (
                    "does not expire"
                  )}
                </span>
              </span>
              <span>
                <Money usd={remaining} exact /> <span className="text-muted">of</span> <Money usd={amount} exact />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </Section>
  );
}

function Sum({ label, usd }: { label: ReactNode; usd: string }) {
  return (
    <div className="flex justify-between gap-4 text-[0.8125rem]">
      <dt className="text-muted">{label}</dt>
      <dd>
        <Money usd={usd} exact />
      </dd>
    </div>
  );
}
