import type { Metadata } from "next";
import { SPEND_BY } from "#billing";
import { requireScope } from "@/_auth";
import { PageHeader } from "@/_components/page-header";
import type { SearchParams } from "@/_components/page-props";
import { TextLink } from "@/_components/text-link";
import { Alert } from "@/_components/ui/alert";
import { refusalOf } from "@/_trpc/refusal";
import { api } from "@/_trpc/server";
import { BurnDowns } from "./_spend/burn-downs";
import { ByDay } from "./_spend/by-day";
import { CostlyJobs, Savings } from "./_spend/jobs-and-savings";
import type { Spend } from "./_spend/query";
import { RangeForm } from "./_spend/range-form";

export const metadata: Metadata = { title: "Spend" };

type Asked = { readonly from: string | undefined; readonly to: string | undefined; readonly by: Spend["by"] };

/** What the address asks for; an empty field is none. */
function readAsked(params: Awaited<SearchParams>): Asked {
  const one = (name: string) => [params[name]].flat()[0] || undefined;
  return { from: one("from"), to: one("to"), by: SPEND_BY.find((split) => split === one("by")) ?? "agent" };
}

async function readSpend(asked: Asked): Promise<{ spend: Spend } | { refusal: string }> {
  try {
    return { spend: await (await api()).spend.get(asked) };
  } catch (error) {
    return { refusal: refusalOf(error)?.message ?? "These days cannot be shown." };
  }
}

export default async function SpendPage({ searchParams }: { searchParams: SearchParams }) {
  await requireScope("/spend");
  const asked = readAsked(await searchParams);
  const answer = await readSpend(asked);
  const shown = "spend" in answer ? answer.spend : asked;
  return (
    <>
      <PageHeader
        title="Spend"
        description={
          <>
            Charges less credits, by day. Each call stands on the <TextLink href="/bill">bill</TextLink>.
          </>
        }
        actions={<RangeForm key={`${shown.from} ${shown.to}`} from={shown.from} to={shown.to} by={asked.by} />}
      />
      {"spend" in answer ? (
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
          <ByDay spend={answer.spend} />
          <BurnDowns burnDowns={answer.spend.burnDowns} />
          {answer.spend.jobs.length > 0 ? <CostlyJobs spend={answer.spend} /> : null}
          {answer.spend.calls > 0 ? <Savings spend={answer.spend} /> : null}
        </div>
      ) : (
        <Alert kind="negative">{answer.refusal}</Alert>
      )}
    </>
  );
}
