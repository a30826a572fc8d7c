import type { TellFailure } from "#billing";
import { formatUsd, systemClock } from "#kernel";
import { notify } from "#notices";

/** Tells an organization that its wallet could not fill itself. */
export const tellFailedTopup: TellFailure = async (tx, { topupId, orgId, amount, reason }) => {
  await notify(tx, {
    orgId,
    kind: "topup.failed",
    subject: "The wallet could not fill itself",
    body: `$${formatUsd(amount)} could not be charged: ${reason} It tries again in a day. Top up by hand, or with another card.`,
    href: "/wallet",
    cause: `topup.failed/${topupId}`,
    data: { topupId, amount: formatUsd(amount), reason },
    at: systemClock.now(),
  });
};
