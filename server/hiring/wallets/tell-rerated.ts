import type { TellRerated } from "#billing";
import { formatUsd, pico, systemClock } from "#kernel";
import { notify } from "#notices";

/** Tells an organization that its calls of a period were re-rated, and what that made of its wallet. */
export const tellRerated: TellRerated = async (tx, { orgId, rerateId, reason, from, to, adjusted, amount }) => {
  const calls = adjusted === 1 ? "1 call was" : `${adjusted} calls were`;
  const period = `${from.toISOString().slice(0, 10)} to ${to.toISOString().slice(0, 10)}`;
  await notify(tx, {
    orgId,
    kind: "usage.rerated",
    subject: "Calls of a past period were re-rated",
    body: `${calls} re-rated (${period}): ${reason}. ${movedOf(amount)} Each difference is on your bill, beside what was charged.`,
    href: "/bill",
    cause: `usage.rerated/${rerateId}`,
    data: {
      rerateId,
      reason,
      from: from.toISOString(),
      to: to.toISOString(),
      calls: adjusted,
      amount: formatUsd(amount),
    },
    at: systemClock.now(),
  });
};

function movedOf(amount: Parameters<TellRerated>[1]["amount"]): string {
  if (amount === 0n) return "Your balance stays as it was.";
  return amount > 0n
    ? `$${formatUsd(amount)} was taken from your wallet.`
    : `$${formatUsd(pico(-amount))} went back to your wallet.`;
}
