import type { Metadata } from "next";
import { PageHeader } from "@/_components/page-header";
import type { SearchParams } from "@/_components/page-props";
import { TextLink } from "@/_components/text-link";
import { Alert } from "@/_components/ui/alert";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";
import { requireStaff } from "../../clients/staff-only";
import { History } from "./_rerates/history";
import { Preview, type PreviewProps } from "./_rerates/preview";
import { type Asked, QuestionForm } from "./_rerates/question-form";
import type { Names } from "./_rerates/words";

export const metadata: Metadata = { title: "Re-rate a period" };

/** What the address asks for; an empty field is none. */
function readAsked(params: Awaited<SearchParams>): Asked {
  const one = (name: string) => [params[name]].flat()[0] || undefined;
  return {
    rateCardId: one("rateCardId"),
    from: one("from"),
    to: one("to"),
    modelId: one("modelId"),
    orgId: one("orgId"),
  };
}

type Answer = Omit<PreviewProps, "names"> | { readonly refusal: string } | null;

async function readPreview({ rateCardId, from, to, modelId, orgId }: Asked): Promise<Answer> {
  if (!rateCardId || !from || !to) return null;
  const question = { rateCardId, from, to, modelId: modelId ?? null, orgId: orgId ?? null };
  try {
    return { question, preview: await (await api()).rerates.preview(question) };
  } catch (error) {
    return { refusal: refusalOf(error).message };
  }
}

export default async function ReratesPage({ searchParams }: { searchParams: SearchParams }) {
  await requireStaff("/operator/prices/rerates");
  const asked = readAsked(await searchParams);
  const { priceBook, clients, rerates } = await api();
  const [cards, models, organizations, history, answer] = await Promise.all([
    priceBook.cards(),
    priceBook.models(),
    clients.list({}),
    rerates.list(),
    readPreview(asked),
  ]);
  const names: Names = {
    models: new Map(models.map(({ id, name }) => [id, name])),
    organizations: new Map(organizations.clients.map(({ id, name }) => [id, name])),
  };
  return (
    <>
      <PageHeader
        title="Re-rate a period"
        description={
          <>
            What was charged by a wrong card is not edited: each call gets its difference to the right one.{" "}
            <TextLink href="/operator/prices">Price book</TextLink>
          </>
        }
      />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
        <QuestionForm asked={asked} cards={cards} models={models} organizations={organizations.clients} />
        {answer && "refusal" in answer ? <Alert kind="negative">{answer.refusal}</Alert> : null}
        {answer && "preview" in answer ? <Preview {...answer} names={names} /> : null}
        <History rerates={history} names={names} />
      </div>
    </>
  );
}
