import type { Metadata } from "next";
import Link from "next/link";
import { ActionForm } from "@/_components/action-form";
import { SelectField, TextField } from "@/_components/fields";
import { PageHeader } from "@/_components/page-header";
import { RowForm } from "@/_components/row-form";
import { TextLink } from "@/_components/text-link";
import { Badge } from "@/_components/ui/badge";
import { Section } from "@/_components/ui/card";
import { Table, Td, Th, Tr } from "@/_components/ui/table";
import { When } from "@/_components/when";
import { capitalized } from "@/_components/words";
import { api } from "@/_trpc/server";
import type { Answers } from "@/_trpc/types";
import { requireStaff } from "../clients/staff-only";
import { Markups } from "./_prices/markups";
import { confirmCard, createDraft, withdrawCard } from "./actions";

export const metadata: Metadata = { title: "Price book" };

export default async function PriceBookPage() {
  await requireStaff("/operator/prices");
  const { priceBook, clients } = await api();
  const [cards, drafts, markups, models, organizations] = await Promise.all([
    priceBook.cards(),
    priceBook.drafts(),
    priceBook.markups(),
    priceBook.models(),
    clients.list({}),
  ]);
  return (
    <>
      <PageHeader
        title="Price book"
        description={
          <>
            What a token costs the agency and what it sells for. A published card never changes.{" "}
            <TextLink href="/operator/prices/record">Price a record</TextLink>{" "}
            <TextLink href="/operator/prices/rerates">Re-rate a period</TextLink>
          </>
        }
      />
      <div className="grid gap-6">
        <Cards cards={cards} />
        <Section id="drafts" title="Drafts">
          <ul className="divide-y divide-border">
            {drafts.map(({ id, note, createdBy, createdAt }) => (
              <li key={id} className="px-4 py-2.5">
                <Link href={`/operator/prices/drafts/${id}`} className="font-medium hover:underline">
                  {note}
                </Link>{" "}
                <span className="text-[0.8125rem] text-muted">
                  by {createdBy}, <When at={createdAt} />
                </span>
              </li>
            ))}
          </ul>
          <ActionForm
            action={createDraft}
            submit="Begin a draft"
            className={drafts.length > 0 ? "border-t border-border p-4" : "p-4"}
            columns="sm:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_auto]"
          >
            <TextField name="note" label="What these prices are" placeholder="Prices of December" required />
            <SelectField name="from" label="Begin with">
              <option value="card">The card in force</option>
              <option value="empty">No lines</option>
            </SelectField>
          </ActionForm>
        </Section>
        <Markups markups={markups} models={models} organizations={organizations.clients} />
      </div>
    </>
  );
}

function Cards({ cards }: { cards: Answers["priceBook"]["cards"] }) {
  return (
    <Section id="cards" title="Rate cards" description="An announced card comes into force only once it is confirmed.">
      <Table label="Rate cards">
        <thead>
          <tr>
            <Th>Card</Th>
            <Th>State</Th>
            <Th>From</Th>
            <Th>To</Th>
            <Th>
              <span className="sr-only">Decide</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {cards.map(({ id, version, note, state, validFrom, validTo }) => (
            <Tr key={id}>
              <Td>
                {version} <span className="text-muted">{note}</span>
              </Td>
              <Td>
                <Badge tone={state === "in force" ? "accent" : "neutral"}>{capitalized(state)}</Badge>
              </Td>
              <Td className="whitespace-nowrap">
                <When at={validFrom} />
              </Td>
              <Td className="whitespace-nowrap">{validTo ? <When at={validTo} /> : "open"}</Td>
              <Td>
                {state === "provisional" ? (
                  <div className="flex justify-end gap-2">
                    <RowForm
                      action={confirmCard}
                      hidden={{ rateCardId: id }}
                      label="Confirm"
                      about={`Confirm card ${version}`}
                    />
                    <RowForm
                      action={withdrawCard}
                      hidden={{ rateCardId: id }}
                      label="Withdraw"
                      about={`Withdraw card ${version}`}
                      question={`Give card ${version} up? It will never come into force.`}
                      variant="danger"
                    />
                  </div>
                ) : null}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
