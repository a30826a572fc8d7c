import { desc, eq, sql } from "drizzle-orm";
import { transfers, wallets } from "#drizzle/schema/index";
import { formatUsd, NotFound, type OrgScope, pico } from "#kernel";
import { withOrg } from "#platform";
import { walletAccount } from "../accounts";

/** What moved in or out of a wallet. `amount` is signed: below zero is spent. */
type WalletMovement = {
  readonly id: string;
  readonly kind: string;
  readonly amount: string;
  readonly at: string;
  /** The model call that caused it; NULL for others. */
  readonly attemptId: string | null;
};

/** Amounts in USD as decimal strings. `balance` is posted money; `available = balance − held + credit limit`. */
export type WalletView = {
  readonly currency: string;
  readonly balance: string;
  readonly held: string;
  readonly available: string;
  readonly creditLimit: string;
  /** What of the balance is promotional credit, which is spent first. */
  readonly promotional: string;
  /** What payers have back and the wallet could not give up: the next money pays it, and until then no call is held. */
  readonly owed: string;
  /** Newest first. */
  readonly movements: readonly WalletMovement[];
};

const RECENT = 50;

/** An organization's wallet as it stands, with its latest movements. @throws NotFound */
export function getWallet(scope: OrgScope): Promise<WalletView> {
  return withOrg(scope, async (tx) => {
    const account = walletAccount(scope.orgId);
    const [wallet] = await tx.select().from(wallets).where(eq(wallets.orgId, scope.orgId));
    if (!wallet) throw new NotFound("wallet", scope.orgId);
    const recent = await tx
      .select()
      .from(transfers)
      .where(
        sql`${transfers.orgId} = ${scope.orgId} and ${account} in (${transfers.debit}, ${transfers.credit}) and ${transfers.amount} > 0`,
      )
      .orderBy(desc(transfers.createdAt), desc(transfers.id))
      .limit(RECENT);
    return {
      currency: wallet.currency,
      balance: formatUsd(wallet.posted),
      held: formatUsd(wallet.held),
      available: formatUsd(pico(wallet.posted - wallet.held + wallet.creditLimit)),
      creditLimit: formatUsd(wallet.creditLimit),
      promotional: formatUsd(wallet.promotional),
      owed: formatUsd(wallet.owed),
      movements: recent.map(({ id, kind, debit, amount, createdAt, attemptId }) => ({
        id,
        kind,
        amount: formatUsd(pico(debit === account ? -amount : amount)),
        at: createdAt.toISOString(),
        attemptId,
      })),
    };
  });
}
