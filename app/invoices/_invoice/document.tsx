import type { ReactNode } from "react";
import { Figure, Figures } from "@/_components/figures";
import { Money } from "@/_components/money";
import type { Answers } from "@/_trpc/types";

type Invoice = Answers["invoices"]["get"];

/** A named fact at the head of a document. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}

/** Whom a document is for, as the billing profile was when it was issued. */
export function Customer({ customer }: { customer: Invoice["parties"]["customer"] }) {
  const { name, address, country, vatId } = customer;
  return (
    <>
      {name}
      {address ? <span className="block whitespace-pre-line text-muted">{address}</span> : null}
      {country ? <span className="block text-muted">{country}</span> : null}
      {vatId ? <span className="block text-muted">VAT id {vatId}</span> : null}
    </>
  );
}

type Sums = Pick<Invoice, "exactTotal" | "tax" | "carriedIn" | "rounding" | "total">;

/** The sums of an invoice or a credit note, down to its total. */
export function DocumentTotals({ document: { exactTotal, tax, carriedIn, rounding, total } }: { document: Sums }) {
  return (
    <div className="ml-auto grid w-full max-w-sm gap-2 text-[0.8125rem]">
      <Figures>
        {[
          ["Sum of the lines", exactTotal] as const,
          [tax.bps > 0 ? (tax.note ?? "Tax") : "Tax", tax.amount] as const,
          ["Carried in from earlier rounding", carriedIn] as const,
          ["Rounding to cents", rounding] as const,
        ].map(([label, usd]) => (
          <Figure key={label} label={label}>
            <Money usd={usd} exact />
          </Figure>
        ))}
        <Figure label="Total in US dollars" strong className="mt-1 mb-0 border-t border-border pt-2.5 text-base">
          <Money usd={total} exact />
        </Figure>
      </Figures>
      {tax.bps === 0 && tax.note ? <p className="text-muted">{tax.note}</p> : null}
    </div>
  );
}
