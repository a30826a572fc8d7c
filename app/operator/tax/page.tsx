import { Landmark } from "lucide-react";
import type { Metadata } from "next";
import { ActionForm } from "@/_components/action-form";
import { TextField } from "@/_components/fields";
import { PageHeader } from "@/_components/page-header";
import { percentText } from "@/_components/percent";
import { TextLink } from "@/_components/text-link";
import { Section } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { countryName } from "@/_components/words";
import { api } from "@/_trpc/server";
import { requireStaff } from "../clients/staff-only";
import { setTaxRate } from "./actions";

export const metadata: Metadata = { title: "Tax" };

export default async function TaxPage() {
  await requireStaff("/operator/tax");
  const { rates } = await (await api()).accounting.taxRates();
  return (
    <>
      <PageHeader
        title="Tax"
        description={
          <>
            What invoices add, by the country of the customer's billing profile. A customer's own rate and reverse
            charge are set with the <TextLink href="/operator/clients">client</TextLink>, and come first.
          </>
        }
      />
      <Section id="rates" title="Rates" description="A country without one is billed without tax" className="max-w-3xl">
        {rates.length === 0 ? (
          <Empty icon={Landmark} title="No rates yet">
            Every invoice is without tax. Set the first country's rate below.
          </Empty>
        ) : (
          <Table label="Tax rates">
            <thead>
              <tr>
                <Th>Country</Th>
                <Th>Name on invoices</Th>
                <Th className={figure}>Rate</Th>
              </tr>
            </thead>
            <tbody>
              {rates.map(({ country, name, bps }) => (
                <Tr key={country}>
                  <Td>
                    {countryName(country)} <span className="text-muted">{country}</span>
                  </Td>
                  <Td>{name}</Td>
                  <Td className={figure}>{percentText(bps)}%</Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
        <ActionForm
          action={setTaxRate}
          submit="Set rate"
          ask="Tax customers in {country} at {bps} percent from their next invoice on?"
          className="border-t border-border p-4"
          columns="sm:grid-cols-[8rem_minmax(0,1fr)_8rem_auto]"
        >
          <TextField name="country" label="Country" hint="Two letters" placeholder="DE" maxLength={2} required />
          <TextField name="name" label="Name on invoices" hint="As the law there has it" placeholder="VAT" required />
          <TextField
            name="bps"
            label="Rate, percent"
            inputMode="decimal"
            placeholder="19"
            required
            className="tabular-nums"
          />
        </ActionForm>
      </Section>
    </>
  );
}
