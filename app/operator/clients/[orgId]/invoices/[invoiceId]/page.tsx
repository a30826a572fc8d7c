import type { Metadata } from "next";
import { newId } from "#kernel";
import { ActionForm } from "@/_components/action-form";
import { MoneyField, TextareaField, TextField } from "@/_components/fields";
import { PageHeader } from "@/_components/page-header";
import type { SearchParams } from "@/_components/page-props";
import { TextLink } from "@/_components/text-link";
import { Section } from "@/_components/ui/card";
import { When } from "@/_components/when";
import { api, orNotFound } from "@/_trpc/server";
import { issueCreditNote, recordPayment } from "../../../actions";
import { requireStaff } from "../../../staff-only";
import { Account } from "./account";
import { CreditLines } from "./credit-lines";
import { Pages } from "./pages";

export const metadata: Metadata = { title: "A client's invoice" };

const A_PAGE = 100;

type ClientInvoiceProps = { params: Promise<{ orgId: string; invoiceId: string }>; searchParams: SearchParams };

const isZero = (usd: string): boolean => !/[1-9]/.test(usd);

export default async function ClientInvoicePage({ params, searchParams }: ClientInvoiceProps) {
  const { orgId, invoiceId } = await params;
  const here = `/operator/clients/${orgId}/invoices/${invoiceId}`;
  await requireStaff(here);
  const { clients, accounting } = await api();
  const client = await orNotFound(clients.get({ orgId }));
  const invoice = await orNotFound(accounting.invoice({ orgId, invoiceId }));
  const page = Math.max(1, Number((await searchParams).page) || 1);
  const { lines, count } = await accounting.creditableLines({
    ...{ orgId, invoiceId },
    limit: A_PAGE,
    offset: (page - 1) * A_PAGE,
  });
  // Made with the page: pressed twice, each is one.
  const [paymentId, creditNoteId] = [newId(), newId()];
  return (
    <>
      <PageHeader
        title={`Invoice ${invoice.number}`}
        description={
          <>
            <TextLink href={`/operator/clients/${orgId}`}>{client.name}</TextLink>, issued{" "}
            <When at={invoice.issuedAt} precision="date" />
          </>
        }
      />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 md:grid-cols-2">
          <Account invoice={invoice} />
          <Section id="payment" title="Record a payment" description="Money that arrived at the agency's bank for it">
            {isZero(invoice.due) ? (
              <p className="p-4 text-[0.8125rem] text-muted">Nothing is due on this invoice.</p>
            ) : (
              <ActionForm
                action={recordPayment}
                hidden={{ orgId, invoiceId, paymentId }}
                submit="Record payment"
                ask={`Record that ${client.name} paid {amount} US dollars of invoice ${invoice.number}?`}
              >
                <div className="grid items-start gap-3 sm:grid-cols-2">
                  <MoneyField
                    name="amount"
                    label="Amount, US dollars"
                    hint={`Up to ${invoice.due}`}
                    defaultValue={invoice.due}
                  />
                  <TextField name="note" label="Reference, if any" hint="As on the bank's statement" />
                </div>
              </ActionForm>
            )}
          </Section>
        </div>
        <Section
          id="credit"
          title="Give money back"
          description="A credit note takes back charges of this invoice: whole calls, or parts of them, with their tax"
        >
          {count === 0 ? (
            <p className="p-4 text-[0.8125rem] text-muted">No call stands on this invoice.</p>
          ) : (
            <ActionForm
              action={issueCreditNote}
              hidden={{ orgId, invoiceId, creditNoteId }}
              submit="Issue credit note"
              variant="danger"
              ask={`Give ${client.name} {lines} US dollars back, with the tax on it? A credit note cannot be taken back.`}
            >
              <CreditLines key={creditNoteId} lines={lines} />
              <Pages here={here} page={page} pages={Math.ceil(count / A_PAGE)} />
              <TextareaField
                name="reason"
                label="Reason"
                hint="The client reads it on the credit note"
                rows={2}
                required
              />
            </ActionForm>
          )}
        </Section>
      </div>
    </>
  );
}
