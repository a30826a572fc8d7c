import type { Metadata } from "next";
import { cache } from "react";
import { requireScope } from "@/_auth";
import { StepsTable } from "@/_charges/steps-table";
import { Money } from "@/_components/money";
import { PageHeader } from "@/_components/page-header";
import { Period } from "@/_components/period";
import { TextLink } from "@/_components/text-link";
import { Button } from "@/_components/ui/button";
import { Card } from "@/_components/ui/card";
import { When } from "@/_components/when";
import { api, orNotFound } from "@/_trpc/server";
import type { Answers } from "@/_trpc/types";
import { Adjustments } from "../_invoice/adjustments";
import { Customer, DocumentTotals, Fact } from "../_invoice/document";
import { InvoiceState } from "../_invoice/invoice-state";
import { PrintButton } from "./print-button";

type InvoicePageProps = { params: Promise<{ invoiceId: string }> };
type Invoice = Answers["invoices"]["get"];
type Account = Answers["invoices"]["account"];
type Adjustment = NonNullable<Invoice["adjustments"]>[number];
/** A call with what re-ratings made of it. */
type Line = Invoice["lines"][number] & {
  readonly adjustments: readonly Adjustment[];
  /** The name of who gave a verdict; NULL on all other lines. */
  readonly verifier: string | null;
};

const getInvoice = cache(async (invoiceId: string) => {
  await requireScope(`/invoices/${invoiceId}`);
  return orNotFound((await api()).invoices.get({ invoiceId }));
});

const getAccount = async (invoiceId: string) => (await api()).invoices.account({ invoiceId });
const getNames = async (documentId: string) => (await api()).invoices.agentNames({ documentId });

export async function generateMetadata({ params }: InvoicePageProps): Promise<Metadata> {
  return { title: `Invoice ${(await getInvoice((await params).invoiceId)).number}` };
}

const linesOf = ({ lines, adjustments = [] }: Invoice, names: Readonly<Record<string, string>>): Line[] =>
  lines.map((line) => ({
    ...line,
    adjustments: adjustments.filter(({ attemptId }) => attemptId === line.attemptId),
    verifier: names[line.attemptId] ?? null,
  }));

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

/** What a run's agent works with: its verifier may think with another. */
const modelOf = (lines: readonly [Line, ...Line[]]): string =>
  (lines.find(({ purpose }) => purpose === "work") ?? lines[0]).model;

export default async function InvoicePage({ params }: InvoicePageProps) {
  const invoice = await getInvoice((await params).invoiceId);
  const [account, names] = await Promise.all([getAccount(invoice.id), getNames(invoice.id)]);
  const nameOf = ({ runId, agent }: Line) => names[runId] ?? agent;
  const lines = linesOf(invoice, names);
  const { adjustments = [], number, issuedAt, period, parties, purchaseOrder } = invoice;
  const address = `/api/v1/invoices/${invoice.id}`;
  return (
    <div className="mx-auto max-w-4xl">
      <PageHeader
        title={`Invoice ${number}`}
        actions={
          <>
            <PrintButton />
            <Button asChild>
              <a href={`${address}.pdf`} download={`${number}.pdf`}>
                PDF
              </a>
            </Button>
            <Button asChild>
              <a href={`${address}.csv`} download={`${number}.csv`}>
                CSV
              </a>
            </Button>
            <Button asChild>
              <a href={`${address}.focus.csv`} download={`${number}.focus.csv`}>
                FOCUS
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
          <Fact label="To">
            <Customer customer={parties.customer} />
          </Fact>
          <Fact label="Issued">
            <When at={issuedAt} precision="date" />
          </Fact>
          <Fact label="Period">
            <Period {...period} />
          </Fact>
          <Fact label="Status">
            <InvoiceState state={account.state} />
          </Fact>
          {account.state === "paid" ? null : (
            <Fact label="Due">
              <Money usd={account.due} exact />
              {account.dueAt ? (
                <>
                  {" by "}
                  <When at={account.dueAt} precision="date" />
                </>
              ) : null}
            </Fact>
          )}
          {purchaseOrder ? <Fact label="Purchase order">{purchaseOrder}</Fact> : null}
          {parties.customer.costCentre ? <Fact label="Cost centre">{parties.customer.costCentre}</Fact> : null}
        </dl>
        {lines.length + adjustments.length === 0 ? (
          <p className="text-muted">Nothing was used since the last invoice.</p>
        ) : null}
        {groupsOf(lines, ({ jobId }) => jobId).map((ofJob) => (
          <section key={ofJob[0].jobId} className="grid grid-cols-1 gap-3">
            <h2 className="font-semibold wrap-anywhere">{ofJob[0].jobTitle}</h2>
            {groupsOf(ofJob, ({ runId }) => runId).map((ofRun) => (
              <div key={ofRun[0].runId} className="min-w-0">
                <h3 className="mb-1 text-[0.8125rem]">
                  {nameOf(ofRun[0])} <span className="text-muted">on {modelOf(ofRun)}</span>
                </h3>
                <div className="rounded-md border border-border">
                  <StepsTable steps={ofRun} label={`Lines of ${nameOf(ofRun[0])} on ${ofJob[0].jobTitle}`} />
                </div>
              </div>
            ))}
          </section>
        ))}
        <Adjustments adjustments={adjustments.filter(({ call }) => call.invoice !== number)} />
        <DocumentTotals document={invoice} />
        <CreditNotes notes={account.creditNotes} />
        <p className="text-xs break-all text-muted">Digest {invoice.digest}</p>
      </Card>
    </div>
  );
}

function CreditNotes({ notes }: { notes: Account["creditNotes"] }) {
  if (notes.length === 0) return null;
  return (
    <section className="grid gap-1.5 text-[0.8125rem]">
      <h2 className="font-semibold">Corrected by</h2>
      <ul className="grid gap-1">
        {notes.map(({ id, number, reason, total }) => (
          <li key={id} className="flex justify-between gap-4">
            <span>
              <TextLink href={`/credit-notes/${id}`}>Credit note {number}</TextLink>: {reason}
            </span>
            <Money usd={total} exact className="shrink-0" />
          </li>
        ))}
      </ul>
    </section>
  );
}
