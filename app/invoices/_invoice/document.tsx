import type { ReactNode } from "react";
import { Money } from "@/_components/money";
import { cn } from "@/_components/ui/cn";
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
      <dl className="grid gap-1.5">
        <Sum label="Sum of the lines" usd={exactTotal} />
        <Sum label={tax.bps > 0 ? (tax.note ?? "Tax") : "Tax"} usd={tax.amount} />
        <Sum label="Carried in from earlier rounding" usd={carriedIn} />
        <Sum label="Rounding to cents" usd={rounding} />
        <Sum label="Total in US dollars" usd={total} strong />
      </dl>
      {tax.bps === 0 && tax.note ? <p className="text-muted">{tax.note}</p> : null}
    </div>
  );
}

function Sum({ label, usd, strong = false }: { label: string; usd: string; strong?: boolean }) {
  return (
    <div
      className={cn(
        "flex items-baseline justify-between gap-6",
        strong && "mt-1 border-t border-border pt-2.5 text-base font-semibold",
      )}
    >
      <dt className={cn(!strong && "text-muted")}>{label}</dt>
      <dd>
        <Money usd={usd} exact />
      </dd>
    </div>
  );
}
