import { createTopup, getTopup, openCheckout, type TopupView } from "#billing";
import { formatUsd, newId, type OrgScope, type Pico } from "#kernel";
import { withOrg } from "#platform";
import { claimKey, hashBody } from "../idempotency";

export type TopupOrder = { readonly amount: Pico; readonly saveCard: boolean };

export type StartedTopup = TopupView & {
  /** Where to pay; NULL when there is nothing (more) to pay there. */
  readonly checkoutUrl: string | null;
  /** True when this request had been made before: nothing new was started. */
  readonly replayed: boolean;
};

/**
 * Begins a top-up: written down first, then Stripe's page is opened for it. Demo money arrives at once. With an
 * idempotency key a repeated request finds the first one's page, also when Stripe did not answer then.
 * @throws InvalidInput | KeyReused | Conflict when the agency takes no payments | DomainError unavailable
 */
export async function startTopup(
  scope: OrgScope,
  { amount, saveCard }: TopupOrder,
  { idempotencyKey: key }: { readonly idempotencyKey?: string | undefined } = {},
): Promise<StartedTopup> {
  const id = newId();
  const earlier = await withOrg(scope, async (tx) => {
    const body = { amount: formatUsd(amount), saveCard };
    const first = key
      ? await claimKey(tx, scope.orgId, { key, bodyHash: hashBody("topup", body), resultId: id })
      : null;
    if (first === null) await createTopup(tx, scope, { id, amount });
    return first;
  });
  const topupId = earlier ?? id;
  const checkoutUrl = await openCheckout(scope, topupId, { saveCard });
  return { ...(await getTopup(scope, topupId)), checkoutUrl, replayed: earlier !== null };
}
