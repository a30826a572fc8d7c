import type { Metadata } from "next";
import { PageHeader } from "@/_components/page-header";
import { TextLink } from "@/_components/text-link";
import { api } from "@/_trpc/server";
import { requireStaff } from "../../clients/staff-only";
import { Calculator } from "./calculator";

export const metadata: Metadata = { title: "Price a record" };

export default async function PriceRecordPage() {
  await requireStaff("/operator/prices/record");
  const { priceBook } = await api();
  const [cards, models] = await Promise.all([priceBook.cards(), priceBook.models()]);
  return (
    <>
      <PageHeader
        title="Price a record"
        description={
          <>
            The calculator of every charge, for any usage and any card.{" "}
            <TextLink href="/operator/prices">Price book</TextLink>
          </>
        }
      />
      <Calculator
        cards={cards.map(({ id, version, state }) => ({ id, label: `Card ${version}, ${state}` }))}
        models={models.map(({ id, provider, modelId }) => ({ id, provider, modelId }))}
      />
    </>
  );
}
