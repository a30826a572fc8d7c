import type { TellTopup } from "#billing";
import { formatUsd, type Pico, pico, systemClock } from "#kernel";
import { notify, tellStaff } from "#notices";

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
  await tellStaff(tx, {
    orgId,
    subject: subjectForStaff(news),
    body: `${storyForStaff(news)} The organization owes $${formatUsd(owed)} after it.`,
    href: `/operator/clients/${orgId}`,
    cause: `topup.charged_back/${topupId}/${state}/${amount}`,
  });
};

function subjectForStaff({ amount, state }: ChargedBack): string {
  if (state === "open") return amount < 0n ? "Money of a chargeback came back" : "A card payment was charged back";
  return state === "won" ? "A chargeback was won" : "A chargeback was lost";
}

function storyForStaff({ topupId, amount, state }: ChargedBack): string {
  const ruling = { open: "", won: " It was decided for the agency.", lost: " It was decided for the payer." }[state];
  if (amount > 0n) {
    const evidence = state === "open" ? " Answer the claim with evidence at Stripe before it is due there." : "";
    return `The payer's bank has taken $${formatUsd(amount)} of top-up ${topupId} back.${ruling}${evidence}`;
  }
  const given =
    amount < 0n ? `The bank has given $${formatUsd(pico(-amount))} of it again.` : "No more money has moved.";
  return `A claim on top-up ${topupId}:${ruling} ${given}`;
}

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
