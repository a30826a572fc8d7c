import type { Metadata } from "next";
import { isAllowed } from "#identity";
import { newId } from "#kernel";
import { requireScope } from "@/_auth";
import { PageHeader } from "@/_components/page-header";
import type { SearchParams } from "@/_components/page-props";
import { Alert } from "@/_components/ui/alert";
import { Section } from "@/_components/ui/card";
import { When } from "@/_components/when";
import { api, orNotFound } from "@/_trpc/server";
import type { Answers } from "@/_trpc/types";
import { AutoTopupForm } from "./_wallet/auto-topup-form";
import { MoneySection } from "./_wallet/money-section";
import { MovementsSection } from "./_wallet/movements-section";
import { ReturnNotice } from "./_wallet/return-notice";
import { TopUpForm } from "./_wallet/top-up-form";
import { TopupsSection } from "./_wallet/topups-section";

export const metadata: Metadata = { title: "Wallet" };

const SHOWN = 20;
/** What the form begins with. */
const SUGGESTION = { threshold: "10.00", amount: "50.00", enabled: false, hasCard: false, pausedUntil: null };

const oneOf = (value: string | string[] | undefined): string | null => (typeof value === "string" ? value : null);

export default async function WalletPage({ searchParams }: { searchParams: SearchParams }) {
  const scope = await requireScope("/wallet");
  const query = await searchParams;
  const [returned, cancelled] = [oneOf(query.topup), oneOf(query.cancelled)];
  const { wallet } = await api();
  // First: what it says is paid is in the wallet that is read after it.
  const topupId = returned ?? cancelled;
  const topup = topupId ? await orNotFound(wallet.topup({ topupId })) : null;
  const [money, promotions, terms, topups, autoTopup] = await Promise.all([
    wallet.get(),
    wallet.promotions(),
    wallet.terms(),
    wallet.topups({ limit: SHOWN }),
    wallet.autoTopup(),
  ]);
  const mayTopUp = isAllowed(scope.role, "wallet.topup");
  return (
    <>
      <PageHeader title="Wallet" description="What your organization has, what is held, and how it came to be." />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
        {topup ? <ReturnNotice topup={topup} cancelled={returned === null} /> : null}
        <div className="grid items-start gap-6 md:grid-cols-2">
          <MoneySection wallet={money} promotions={promotions.promotions} />
          <div className="grid gap-6">
            <TopUp terms={terms} mayTopUp={mayTopUp} />
            {mayTopUp && terms.method === "stripe" ? <AutoTopup settings={autoTopup ?? SUGGESTION} /> : null}
          </div>
        </div>
        <TopupsSection topups={topups.topups} />
        <MovementsSection movements={money.movements} />
      </div>
    </>
  );
}

function TopUp({ terms, mayTopUp }: { terms: Answers["wallet"]["terms"]; mayTopUp: boolean }) {
  return (
    <Section id="topup" title="Top up">
      {!mayTopUp ? (
        <p className="p-4 text-muted">Owners, admins and billing members can top up the wallet. Ask one of them.</p>
      ) : terms.method === null ? (
        <p className="p-4 text-muted">
          This agency takes no card payments. Pay by bank transfer: ask its operator where to.
        </p>
      ) : (
        <TopUpForm method={terms.method} least={terms.least} most={terms.most} idempotencyKey={newId()} />
      )}
    </Section>
  );
}

function AutoTopup({ settings }: { settings: NonNullable<Answers["wallet"]["autoTopup"]> }) {
  const { threshold, amount, enabled, hasCard, pausedUntil } = settings;
  return (
    <Section id="auto-topup" title="Automatic top-up">
      {enabled && !hasCard ? (
        <Alert kind="caution" className="mx-4 mt-4" title="There is no card yet">
          Top up once above and keep the card; from then on the wallet fills itself.
        </Alert>
      ) : null}
      {enabled && hasCard && pausedUntil ? (
        <Alert kind="caution" className="mx-4 mt-4" title="Paused">
          It tries again <When at={pausedUntil} />, or at once when you save this again.
        </Alert>
      ) : null}
      <AutoTopupForm threshold={threshold} amount={amount} enabled={enabled} />
    </Section>
  );
}
