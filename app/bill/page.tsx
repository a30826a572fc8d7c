import { FileText, ReceiptText } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { isAllowed } from "#identity";
import { newId } from "#kernel";
import { requireScope } from "@/_auth";
import { Fold } from "@/_charges/fold";
import { StepsTable } from "@/_charges/steps-table";
import { Figure, Figures } from "@/_components/figures";
import { Money } from "@/_components/money";
import { MoneyFigures } from "@/_components/money-figures";
import { PageHeader } from "@/_components/page-header";
import { Period } from "@/_components/period";
import { TextLink } from "@/_components/text-link";
import { Alert } from "@/_components/ui/alert";
import { Card, Section } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { When } from "@/_components/when";
import { api } from "@/_trpc/server";
import type { Answers, Wallet } from "@/_trpc/types";
import { InvoiceState } from "../invoices/_invoice/invoice-state";
import { Carried } from "./carried";
import { IssueInvoice } from "./issue-invoice";

export const metadata: Metadata = { title: "Bill" };

type Month = Answers["bill"]["statement"]["month"];
type InvoiceRow = Answers["invoices"]["list"]["invoices"][number];

export default async function BillPage() {
  const scope = await requireScope("/bill");
  const { bill, wallet, invoices } = await api();
  const [statement, money, issued] = await Promise.all([bill.statement(), wallet.get(), invoices.list({ limit: 50 })]);
  return (
    <>
      <PageHeader
        title="Bill"
        description={
          <>
            What your organization's agents cost, to the single model call.{" "}
            <TextLink href="/spend">Spend by day</TextLink>
          </>
        }
        actions={isAllowed(scope.role, "bill.invoice") ? <IssueInvoice idempotencyKey={newId()} /> : null}
      />
      <div className="grid min-w-0 grid-cols-1 gap-6">
        <div className="grid grid-cols-1 gap-6 md:grid-cols-2">
          <WalletCard wallet={money} />
          <MonthCard month={statement.month} unbilled={statement.unbilled.total} pending={statement.pending.amount} />
        </div>
        <Charges month={statement.month} />
        <Carried carried={statement.carried} />
        <Invoices invoices={issued.invoices} />
      </div>
    </>
  );
}

const isZero = (usd: string): boolean => !/[1-9]/.test(usd);

function WalletCard({ wallet }: { wallet: Wallet }) {
  return (
    <Section id="wallet" title="Wallet">
      <MoneyFigures wallet={wallet} />
    </Section>
  );
}

function MonthCard({ month, unbilled, pending }: { month: Month; unbilled: string; pending: string }) {
  return (
    <Section id="month" title="This month">
      <Figures className="p-4">
        <Figure label={<Period from={month.from} to={month.to} />} strong>
          <Money usd={month.total} />
        </Figure>
        <Figure label="Charges">
          <Money usd={month.lines} exact />
        </Figure>
        <Figure label="Credits">
          {isZero(month.credits) ? null : "−"}
          <Money usd={month.credits} exact />
        </Figure>
        {isZero(month.adjustments) ? null : (
          <Figure label="Re-rated">
            <Money usd={month.adjustments} exact />
          </Figure>
        )}
        <Figure label="On no invoice yet">
          <Money usd={unbilled} exact />
        </Figure>
        {isZero(pending) ? null : (
          <Figure label="Re-rated calls of earlier invoices, for the next one">
            <Money usd={pending} exact />
          </Figure>
        )}
      </Figures>
      {month.balanced ? null : (
        <Alert kind="negative" className="mx-4 mb-4" title="The lines and the wallet differ">
          The ledger says <Money usd={month.walletMovement} exact />. Tell the operator of this agency.
        </Alert>
      )}
    </Section>
  );
}

function Charges({ month }: { month: Month }) {
  return (
    <Section id="charges" title="Charges this month" description="By job, run, step and component">
      {month.jobs.length === 0 ? (
        <Empty icon={ReceiptText} title="Nothing was charged this month">
          Charges appear here as agents work. <TextLink href="/jobs/new">Post a job</TextLink>
        </Empty>
      ) : (
        <div className="divide-y divide-border">
          {month.jobs.map((job) => (
            <Fold key={job.jobId} title={<span className="font-medium">{job.title}</span>} usd={job.amount}>
              <div className="border-t border-border bg-sunken pl-3 sm:pl-6">
                {job.runs.map((run) => (
                  <Fold
                    key={run.runId}
                    title={run.agentName}
                    note={run.steps.length === 1 ? "1 call" : `${run.steps.length} calls`}
                    usd={run.amount}
                    className="border-l border-border bg-surface"
                  >
                    <StepsTable steps={run.steps} label={`Charges of ${run.agentName}`} />
                  </Fold>
                ))}
                <p className="border-l border-border bg-surface px-4 pt-1 pb-3 text-[0.8125rem]">
                  <TextLink href={`/jobs/${job.jobId}`}>Open the job</TextLink>
                </p>
              </div>
            </Fold>
          ))}
          <p className="flex justify-between gap-4 px-4 py-3 font-semibold">
            Total <Money usd={month.total} exact />
          </p>
        </div>
      )}
    </Section>
  );
}

function Invoices({ invoices }: { invoices: readonly InvoiceRow[] }) {
  return (
    <section aria-labelledby="invoices">
      <h2 id="invoices" className="mb-3 text-sm font-semibold">
        Invoices
      </h2>
      <Card>
        {invoices.length === 0 ? (
          <Empty icon={FileText} title="No invoices yet">
            An invoice bills everything up to now that none has billed before.
          </Empty>
        ) : (
          <ul className="divide-y divide-border">
            {invoices.map(({ id, kind, number, period, total, issuedAt, state }) => (
              <li key={id} className="relative flex flex-wrap items-center gap-x-6 gap-y-1 px-4 py-3 hover:bg-sunken">
                <Link
                  href={kind === "invoice" ? `/invoices/${id}` : `/credit-notes/${id}`}
                  className="min-w-32 font-medium after:absolute after:inset-0"
                >
                  {number}
                </Link>
                <p className="flex-1 text-[0.8125rem] text-muted">
                  <Period {...period} />, issued <When at={issuedAt} precision="date" />
                  {kind === "credit_note" ? ", credit note" : null}
                </p>
                {state ? <InvoiceState state={state} /> : null}
                <Money usd={total} />
              </li>
            ))}
          </ul>
        )}
      </Card>
    </section>
  );
}
