import type { TellTopup } from "#billing";
import { formatUsd, type Pico, pico, systemClock } from "#kernel";
import { notify } from "#notices";

type News = Parameters<TellTopup>[1];
type ChargedBack = Extract<News, { kind: "charged_back" }>;

/** Tells an organization that its wallet could not fill itself, or what a payer's bank has done about a payment. */
export const tellTopup: TellTopup = async (tx, news) => {
  const { topupId, orgId, amount } = news;
  const about = { orgId, href: "/wallet", at: systemClock.now() };
  if (news.kind === "failed") {
    const { reason } = news;
    await notify(tx, {
      ...about,
      kind: "topup.failed",
      subject: "The wallet could not fill itself",
      body: `$${formatUsd(amount)} could not be charged: ${reason} It tries again in a day. Top up by hand, or with another card.`,
      cause: `topup.failed/${topupId}`,
      data: { topupId, amount: formatUsd(amount), reason },
    });
    return;
  }
  const { state, owed } = news;
  await notify(tx, {
    ...about,
    kind: "topup.charged_back",
    subject: subjectOf(news),
    body: `${storyOf(news)} ${debtOf(owed)}`.trim(),
    // Money may go and come again for one claim: each time is news.
    cause: `topup.charged_back/${topupId}/${state}/${amount}`,
    data: { topupId, state, amount: formatUsd(amount), owed: formatUsd(owed) },
  });
};

function subjectOf({ amount, state }: ChargedBack): string {
  if (amount > 0n) return "A payment was charged back";
  if (amount < 0n) return "A chargeback was won";
  return state === "lost" ? "A chargeback is final" : "A question about a payment is closed";
}

function storyOf({ amount, state }: ChargedBack): string {
  if (amount > 0n) {
    return `The payer's bank has taken $${formatUsd(amount)} of a top-up back, so that much leaves the wallet. Automatic top-ups are switched off. If your organization did not mean this, ask the bank to withdraw its claim, and the operator of this agency.`;
  }
  if (amount < 0n) return `The bank has given $${formatUsd(pico(-amount))} again; that much is back.`;
  return state === "lost" ? "The bank has decided for its customer." : "The payer's bank keeps nothing of it.";
}

const debtOf = (owed: Pico): string =>
  owed > 0n
    ? `Your organization owes $${formatUsd(owed)} that was spent before: no new calls are made until a top-up has paid it.`
    : "";
