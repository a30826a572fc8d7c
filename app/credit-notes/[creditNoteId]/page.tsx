import type { Metadata } from "next";
import { cache } from "react";
import { requireScope } from "@/_auth";
import { mostDecimals } from "@/_components/format-money";
import { Money } from "@/_components/money";
import { PageHeader } from "@/_components/page-header";
import { TextLink } from "@/_components/text-link";
import { Button } from "@/_components/ui/button";
import { Card } from "@/_components/ui/card";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { When } from "@/_components/when";
import { api, orNotFound } from "@/_trpc/server";
import type { Answers } from "@/_trpc/types";
import { Customer, DocumentTotals, Fact } from "../../invoices/_invoice/document";

type CreditNotePageProps = { params: Promise<{ creditNoteId: string }> };
type CreditNote = Answers["invoices"]["creditNote"];

const getCreditNote = cache(async (creditNoteId: string) => {
  await requireScope(`/credit-notes/${creditNoteId}`);
  return orNotFound((await api()).invoices.creditNote({ creditNoteId }));
});

export async function generateMetadata({ params }: CreditNotePageProps): Promise<Metadata> {
  return { title: `Credit note ${(await getCreditNote((await params).creditNoteId)).number}` };
}

export default async function CreditNotePage({ params }: CreditNotePageProps) {
  const note = await getCreditNote((await params).creditNoteId);
  const names = await (await api()).invoices.agentNames({ documentId: note.id });
  const { id, number, issuedAt, parties, corrects, reason } = note;
  return (
    <div className="mx-auto max-w-4xl">
      <PageHeader
        title={`Credit note ${number}`}
        actions={["pdf", "csv", "json"].map((format) => (
          <Button key={format} asChild>
            <a
              href={`/api/v1/credit-notes/${id}${format === "json" ? "" : `.${format}`}`}
              download={`${number}.${format}`}
            >
              {format.toUpperCase()}
            </a>
          </Button>
        ))}
      />
      <Card className="grid gap-8 p-5 sm:p-8 print:border-0 print:p-0">
        <dl className="grid gap-6 sm:grid-cols-4">
          <Fact label="From">{parties.issuer.name}</Fact>
          <Fact label="To">
            <Customer customer={parties.customer} />
          </Fact>
          <Fact label="Issued">
            <When at={issuedAt} precision="date" />
          </Fact>
          <Fact label="Corrects">
            <TextLink href={`/invoices/${corrects.id}`}>Invoice {corrects.number}</TextLink>
          </Fact>
        </dl>
        <p>{reason}</p>
        <div className="rounded-md border border-border">
          <Lines note={note} names={names} />
        </div>
        <DocumentTotals document={note} />
        <p className="text-xs break-all text-muted">Digest {note.digest}</p>
      </Card>
    </div>
  );
}

function Lines({ note: { number, lines }, names }: { note: CreditNote; names: Answers["invoices"]["agentNames"] }) {
  const decimals = mostDecimals(lines.flatMap(({ charged, amount }) => [charged, amount]));
  return (
    <Table label={`Lines of credit note ${number}`}>
      <thead>
        <tr>
          <Th>Invoice line</Th>
          <Th>Job</Th>
          <Th>Agent</Th>
          <Th>Step</Th>
          <Th className={figure}>Charged</Th>
          <Th className={figure}>Credited</Th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Tr key={line.no}>
            <Td>{line.invoiceLine}</Td>
            <Td>
              <TextLink href={`/jobs/${line.jobId}`}>{line.jobTitle}</TextLink>
            </Td>
            <Td>{names[line.runId] ?? line.agent}</Td>
            <Td>{line.step}</Td>
            <Td className={figure}>
              <Money usd={line.charged} exact decimals={decimals} />
            </Td>
            <Td className={figure}>
              <Money usd={line.amount} exact decimals={decimals} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
