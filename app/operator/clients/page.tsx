import { Users } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Money } from "@/_components/money";
import { PageHeader } from "@/_components/page-header";
import type { SearchParams } from "@/_components/page-props";
import { Button } from "@/_components/ui/button";
import { Card } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { Input } from "@/_components/ui/input";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { api } from "@/_trpc/server";
import { requireStaff } from "./staff-only";

export const metadata: Metadata = { title: "Clients" };

export default async function ClientsPage({ searchParams }: { searchParams: SearchParams }) {
  await requireStaff("/operator/clients");
  const { q } = await searchParams;
  const search = typeof q === "string" ? q : "";
  const { clients } = await (await api()).clients.list({ search });
  return (
    <>
      <PageHeader
        title="Clients"
        description="The organizations and their money: invoices and tax, bank transfers, promotional credit and credit limits."
        actions={
          <form className="flex gap-2">
            <Input name="q" aria-label="Search clients by name" defaultValue={search} placeholder="Name" />
            <Button type="submit">Search</Button>
          </form>
        }
      />
      <Card>
        {clients.length === 0 ? (
          <Empty icon={Users} title="No such client">
            No organization has this in its name.
          </Empty>
        ) : (
          <Table label="Clients">
            <thead>
              <tr>
                <Th>Client</Th>
                <Th className={figure}>Available</Th>
                <Th className={figure}>Balance</Th>
                <Th className={figure}>Held</Th>
                <Th className={figure}>Promotional</Th>
                <Th className={figure}>Credit limit</Th>
                <Th className={figure}>Owed</Th>
              </tr>
            </thead>
            <tbody>
              {clients.map((client) => (
                <Tr key={client.id}>
                  <Td>
                    <Link href={`/operator/clients/${client.id}`} className="font-medium hover:underline">
                      {client.name}
                    </Link>{" "}
                    <span className="text-muted">{client.slug}</span>
                  </Td>
                  {[
                    client.available,
                    client.balance,
                    client.held,
                    client.promotional,
                    client.creditLimit,
                    client.owed,
                  ].map((usd, column) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their places
                    <Td key={column} className={figure}>
                      <Money usd={usd} spendable />
                    </Td>
                  ))}
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </Card>
    </>
  );
}
