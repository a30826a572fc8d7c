import type { Metadata } from "next";
import { newId } from "#kernel";
import { ActionForm } from "@/_components/action-form";
import { MoneyField, TextField } from "@/_components/fields";
import { MoneyFigures } from "@/_components/money-figures";
import { PageHeader } from "@/_components/page-header";
import { TextLink } from "@/_components/text-link";
import { Section } from "@/_components/ui/card";
import { api, orNotFound } from "@/_trpc/server";
import type { Answers } from "@/_trpc/types";
import { TopupsSection } from "../../../wallet/_wallet/topups-section";
import { Documents } from "../_clients/documents";
import { Promotions } from "../_clients/promotions";
import { Terms } from "../_clients/terms";
import { recordTransfer, setCreditLimit } from "../actions";
import { requireStaff } from "../staff-only";

export const metadata: Metadata = { title: "Client" };

type Client = Answers["clients"]["get"];

export default async function ClientPage({ params }: { params: Promise<{ orgId: string }> }) {
  const { orgId } = await params;
  await requireStaff(`/operator/clients/${orgId}`);
  const { clients, accounting } = await api();
  const client = await orNotFound(clients.get({ orgId }));
  const papers = await accounting.client({ orgId });
  return (
    <>
      <PageHeader
        title={client.name}
        description={
          <>
            <TextLink href="/operator/clients">All clients</TextLink>. Everything entered here is in the audit log.
          </>
        }
      />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 md:grid-cols-2">
          <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
            <Wallet client={client} />
            <Terms orgId={orgId} papers={papers} />
          </div>
          <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
            <BankTransfer client={client} />
            <CreditLimit client={client} />
            <Promotions client={client} promotions={papers.promotions} idempotencyKey={newId()} />
          </div>
        </div>
        <TopupsSection topups={papers.topups} />
        <Documents orgId={orgId} documents={papers.documents} />
      </div>
    </>
  );
}

function Wallet({ client }: { client: Client }) {
  return (
    <Section id="money" title="Wallet">
      <MoneyFigures wallet={client} />
    </Section>
  );
}

function BankTransfer({ client: { id, name } }: { client: Client }) {
  return (
    <Section id="transfer" title="Bank transfer" description="Credited at once, once for each reference">
      <ActionForm
        action={recordTransfer}
        hidden={{ orgId: id }}
        submit="Record transfer"
        ask={`Credit {amount} US dollars to ${name}, for the transfer “{reference}”?`}
      >
        <div className="grid items-start gap-3 sm:grid-cols-2">
          <MoneyField name="amount" label="Amount, US dollars" />
          <TextField name="reference" label="Reference" hint="As on the bank's statement" required />
        </div>
      </ActionForm>
    </Section>
  );
}

function CreditLimit({ client: { id, name, creditLimit } }: { client: Client }) {
  return (
    <Section id="limit" title="Credit limit" description="Above zero the client pays after use, by invoice">
      <ActionForm
        action={setCreditLimit}
        hidden={{ orgId: id }}
        submit="Set limit"
        ask={`Let ${name} go {limit} US dollars below zero?`}
        columns="sm:grid-cols-[minmax(0,1fr)_auto]"
      >
        <MoneyField name="limit" label="Limit, US dollars" defaultValue={creditLimit} />
      </ActionForm>
    </Section>
  );
}
