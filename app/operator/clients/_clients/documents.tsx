import { FileText } from "lucide-react";
import Link from "next/link";
import { Money } from "@/_components/money";
import { Period } from "@/_components/period";
import { Badge } from "@/_components/ui/badge";
import { Section } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { When } from "@/_components/when";
import type { Answers } from "@/_trpc/types";
import { InvoiceState } from "../../../invoices/_invoice/invoice-state";

type Documents = Answers["accounting"]["client"]["documents"];

/** A client's invoices and credit notes, newest first. */
export function Documents({ orgId, documents }: { orgId: string; documents: Documents }) {
  return (
    <Section id="documents" title="Invoices" description="Open one to record a payment or to give money back">
      {documents.length === 0 ? (
        <Empty icon={FileText} title="No invoices yet">
          One is issued at the end of each month in which the client was charged, or when it asks for one.
        </Empty>
      ) : (
        <Table label="Invoices">
          <thead>
            <tr>
              <Th>Number</Th>
              <Th>Issued</Th>
              <Th>Period</Th>
              <Th>State</Th>
              <Th className={figure}>Total</Th>
              <Th className={figure}>Due</Th>
            </tr>
          </thead>
          <tbody>
            {documents.map(({ id, kind, number, issuedAt, period, state, total, due }) => (
              <Tr key={id}>
                <Td className="whitespace-nowrap">
                  {kind === "invoice" ? (
                    <Link
                      href={`/operator/clients/${orgId}/invoices/${id}`}
                      className="font-medium text-accent underline-offset-4 hover:underline"
                    >
                      {number}
                    </Link>
                  ) : (
                    number
                  )}
                </Td>
                <Td className="whitespace-nowrap">
                  <When at={issuedAt} precision="date" />
                </Td>
                <Td className="whitespace-nowrap text-muted">
                  <Period {...period} />
                </Td>
                <Td>{state ? <InvoiceState state={state} /> : <Badge>Credit note</Badge>}</Td>
                <Td className={figure}>
                  <Money usd={total} exact />
                </Td>
                <Td className={figure}>{kind === "invoice" ? <Money usd={due} exact /> : null}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}
