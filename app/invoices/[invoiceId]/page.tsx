import type { Metadata } from "next";
import { cache, type ReactNode } from "react";
import { requireScope } from "@/_auth";
import { StepsTable } from "@/_charges/steps-table";
import { Money } from "@/_components/money";
import { PageHeader } from "@/_components/page-header";
import { Period } from "@/_components/period";
import { Button } from "@/_components/ui/button";
import { Card } from "@/_components/ui/card";
import { cn } from "@/_components/ui/cn";
import { When } from "@/_components/when";
import { api, orNotFound } from "@/_trpc/server";
import type { Answers } from "@/_trpc/types";
import { PrintButton } from "./print-button";

type InvoicePageProps = { params: Promise<{ invoiceId: string }> };
type Invoice = Answers["invoices"]["get"];
type Line = Invoice["lines"][number];

const getInvoice = cache(async (invoiceId: string) => {
  await requireScope(`/invoices/${invoiceId}`);
  return orNotFound((await api()).invoices.get({ invoiceId }));
});

export async function generateMetadata({ params }: InvoicePageProps): Promise<Metadata> {
  return { title: `Invoice ${(await getInvoice((await params).invoiceId)).number}` };
}

/** Lines that follow each other with the same key. */
function groupsOf(lines: readonly Line[], key: (line: Line) => string): [Line, ...Line[]][] {
  const groups = new Map<string, [Line, ...Line[]]>();
  for (const line of lines) {
    const group = groups.get(key(line));
    if (group) group.push(line);
    else groups.set(key(line), [line]);
  }
  return [...groups.values()];
}

export default async function InvoicePage({ params }: InvoicePageProps) {
  const invoice = await getInvoice((await params).invoiceId);
  const { number, issuedAt, period, parties } = invoice;
  const address = `/api/v1/invoices/${invoice.id}`;
  return (
    <div className="mx-auto max-w-4xl">
      <PageHeader
        title={`Invoice ${number}`}
        actions={
          <>
            <PrintButton />
            <Button asChild>
              <a href={`${address}.csv`} download={`${number}.csv`}>
                CSV
              </a>
            </Button>
            <Button asChild>
              <a href={address} download={`${number}.json`}>
                JSON
              </a>
            </Button>
          </>
        }
      />
      <Card className="grid grid-cols-1 gap-8 p-5 sm:p-8 print:border-0 print:p-0">
        <dl className="grid grid-cols-1 gap-6 sm:grid-cols-4">
          <Fact label="From">{parties.issuer.name}</Fact>
          <Fact label="To">{parties.customer.name}</Fact>
          <Fact label="Issued">
            <When at={issuedAt} precision="date" />
          </Fact>
          <Fact label="Period">
            <Period {...period} />
          </Fact>
        </dl>
        {invoice.lines.length === 0 ? <p className="text-muted">Nothing was used since the last invoice.</p> : null}
        {groupsOf(invoice.lines, ({ jobId }) => jobId).map((ofJob) => (
          <section key={ofJob[0].jobId} className="grid grid-cols-1 gap-3">
            <h2 className="font-semibold wrap-anywhere">{ofJob[0].jobTitle}</h2>
            {groupsOf(ofJob, ({ runId }) => runId).map((ofRun) => (
              <div key={ofRun[0].runId} className="min-w-0">
                <h3 className="mb-1 text-[0.8125rem] text-muted">
                  Agent {ofRun[0].agent}, model {ofRun[0].model}
                </h3>
                <div className="rounded-md border border-border">
                  <StepsTable steps={ofRun} label={`Lines of ${ofRun[0].agent} on ${ofJob[0].jobTitle}`} />
                </div>
              </div>
            ))}
          </section>
        ))}
        <Totals invoice={invoice} />
        <p className="text-xs break-all text-muted">Digest {invoice.digest}</p>
      </Card>
    </div>
  );
}

function Totals({ invoice: { exactTotal, carriedIn, rounding, total } }: { invoice: Invoice }) {
  return (
    <dl className="ml-auto grid w-full max-w-sm gap-1.5 text-[0.8125rem]">
      <Sum label="Sum of the lines" usd={exactTotal} />
      <Sum label="Carried in from earlier rounding" usd={carriedIn} />
      <Sum label="Rounding to cents" usd={rounding} />
      <Sum label="Total in US dollars" usd={total} strong />
    </dl>
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

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}
