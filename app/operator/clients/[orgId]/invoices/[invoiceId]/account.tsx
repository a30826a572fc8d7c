import { Figure, Figures } from "@/_components/figures";
import { Money } from "@/_components/money";
import { Section } from "@/_components/ui/card";
import { When } from "@/_components/when";
import type { Answers } from "@/_trpc/types";
import { InvoiceState } from "../../../../../invoices/_invoice/invoice-state";

const METHODS = { wallet: "By the wallet", stripe: "By card", bank: "By bank transfer" } as const;

/** How an invoice stands: what was paid, what was given back, and what is due. */
export function Account({ invoice }: { invoice: Answers["accounting"]["invoice"] }) {
  const { state, due, dueAt, total, payments, creditNotes } = invoice;
  return (
    <Section id="account" title="How it stands" actions={<InvoiceState state={state} />}>
      <Figures className="p-4">
        <Figure label="Total">
          <Money usd={total} exact />
        </Figure>
        {payments.map(({ amount, method, at }) => (
          <Figure
            key={`${at} ${amount}`}
            label={
              <>
                {METHODS[method]}, <When at={at} precision="date" />
              </>
            }
          >
            −<Money usd={amount} exact />
          </Figure>
        ))}
        {creditNotes.map(({ id, number, total, reason }) => (
          <Figure
            key={id}
            label={
              <>
                Credit note {number}: {reason}
              </>
            }
          >
            <Money usd={total} exact />
          </Figure>
        ))}
        <Figure
          strong
          label={
            dueAt && state !== "paid" ? (
              <>
                Due by <When at={dueAt} precision="date" />
              </>
            ) : (
              "Due"
            )
          }
          className="mt-1 mb-0 border-t border-border pt-2.5 text-base"
        >
          <Money usd={due} exact />
        </Figure>
      </Figures>
    </Section>
  );
}
