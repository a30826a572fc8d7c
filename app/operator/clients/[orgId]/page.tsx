import type { Metadata } from "next";
import { newId } from "#kernel";
import { Money } from "@/_components/money";
import { PageHeader } from "@/_components/page-header";
import { TextLink } from "@/_components/text-link";
import { Section } from "@/_components/ui/card";
import { api, orNotFound } from "@/_trpc/server";
import { EntryForm } from "../_clients/entry-form";
import { grantPromotion, recordTransfer, setCreditLimit } from "../actions";
import { requireStaff } from "../staff-only";

export const metadata: Metadata = { title: "Client" };

const AMOUNT = { name: "amount", label: "Amount, US dollars" };

export default async function ClientPage({ params }: { params: Promise<{ orgId: string }> }) {
  const { orgId } = await params;
  await requireStaff(`/operator/clients/${orgId}`);
  const client = await orNotFound((await api()).clients.get({ orgId }));
  const hidden = { orgId };
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
      <div className="grid items-start gap-6 md:grid-cols-2">
        <Section id="money" title="Wallet">
          <dl className="grid gap-1.5 p-4 text-[0.8125rem]">
            {[
              ["Available", client.available],
              ["Balance", client.balance],
              ["Held for calls under way", client.held],
              ["Promotional credit in the balance", client.promotional],
              ["Credit limit", client.creditLimit],
            ].map(([label, usd]) => (
              <div key={label} className="flex justify-between gap-4">
                <dt className="text-muted">{label}</dt>
                <dd>
                  <Money usd={usd ?? "0.00"} exact />
                </dd>
              </div>
            ))}
          </dl>
        </Section>
        <Section id="transfer" title="Bank transfer" description="Credited at once, once for each reference">
          <EntryForm
            id="transfer"
            action={recordTransfer}
            hidden={hidden}
            fields={[AMOUNT, { name: "reference", label: "Reference", hint: "As on the bank's statement" }]}
            submit="Record transfer"
          />
        </Section>
        <Section id="promotion" title="Promotional credit" description="Spent before paid money">
          <EntryForm
            id="promotion"
            action={grantPromotion}
            hidden={{ ...hidden, idempotencyKey: newId() }}
            fields={[
              { name: "name", label: "What for", hint: "The client reads it" },
              AMOUNT,
              { name: "expiresAt", label: "Last day", hint: "UTC; empty: it does not expire", type: "date" },
            ]}
            submit="Give credit"
          />
        </Section>
        <Section id="limit" title="Credit limit" description="Above zero the client pays after use, by invoice">
          <EntryForm
            id="limit"
            action={setCreditLimit}
            hidden={hidden}
            fields={[{ name: "limit", label: "Limit, US dollars", value: client.creditLimit }]}
            submit="Set limit"
          />
        </Section>
      </div>
    </>
  );
}
