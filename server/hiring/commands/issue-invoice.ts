import { type Bill, getInvoice, issueInvoiceIn } from "#billing";
import { type Clock, newId, type OrgScope } from "#kernel";
import { withSystem } from "#platform";
import { claimKey, hashBody } from "../idempotency";

export type Issued = {
  readonly invoice: Bill;
  /** True when this request had been made before: nothing new was billed. */
  readonly replayed: boolean;
};

/**
 * Bills the open period up to now. With an idempotency key a repeated request answers the first one's invoice, which is
 * claimed in the transaction that issues it.
 * @throws KeyReused
 */
export async function issueInvoice(
  scope: OrgScope,
  { clock, idempotencyKey: key }: { readonly clock: Clock; readonly idempotencyKey?: string | undefined },
): Promise<Issued> {
  const id = newId();
  const earlier = await withSystem(async (tx) => {
    const first =
      key === undefined
        ? null
        : await claimKey(tx, scope.orgId, { key, bodyHash: hashBody("invoice", {}), resultId: id });
    if (first === null) await issueInvoiceIn(tx, scope, { clock, id });
    return first;
  });
  return { invoice: await getInvoice(scope, earlier ?? id), replayed: earlier !== null };
}
