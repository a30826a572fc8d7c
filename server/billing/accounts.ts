import { accounts } from "#drizzle/schema/index";
import { type Pico, pico } from "#kernel";
import type { Tx } from "#platform";

/** An organization's own money, held by the agency. */
export const walletAccount = (orgId: string): string => `wallet:${orgId}`;

/** The agency's own accounts. None keeps a running balance: they are sums of their transfers. */
export const AGENCY = {
  /** What clients were charged. */
  revenue: "agency:revenue",
  /** What providers charge for calls that clients pay, at list price. */
  providerCost: "agency:provider_cost",
  /** What the agency owes providers. */
  providerPayable: "agency:provider_payable",
  /** What the agency carries instead of a client: overruns and spoiled calls. */
  waste: "agency:waste",
  /** Credit given away to try the agency. */
  demoCredit: "agency:demo_credit",
  /** What came in through Stripe and has not been paid back. */
  stripe: "agency:stripe",
  /** What Stripe keeps for each claim of a payer's bank. */
  stripeFees: "agency:stripe_fees",
  /** What came in by bank transfer. */
  bank: "agency:bank",
  /** What organizations owe: payments that were paid or charged back after they had been spent. */
  receivable: "agency:receivable",
  /** Taxes that clients have paid, for the authorities. */
  tax: "agency:tax",
  /** Exact charges less what invoices say in whole cents: what is carried to the next ones. */
  rounding: "agency:rounding",
} as const;

const KINDS = {
  [AGENCY.revenue]: "revenue",
  [AGENCY.providerCost]: "expense",
  [AGENCY.providerPayable]: "liability",
  [AGENCY.waste]: "expense",
  [AGENCY.demoCredit]: "expense",
  [AGENCY.stripe]: "asset",
  [AGENCY.stripeFees]: "expense",
  [AGENCY.bank]: "asset",
  [AGENCY.receivable]: "asset",
  [AGENCY.tax]: "liability",
  [AGENCY.rounding]: "liability",
} as const;

/** The sides of a transfer from one account to another; below zero, the other way around. */
export const moving = (from: string, to: string, amount: Pico) =>
  amount < 0n ? { debit: to, credit: from, amount: pico(-amount) } : { debit: from, credit: to, amount };

/** Opens an organization's account, and the agency's if this is the first. Only the system may. */
export async function openAccounts(tx: Tx, orgId: string): Promise<void> {
  const agency = Object.entries(KINDS).map(([code, kind]) => ({ code, kind, orgId: null }));
  await tx
    .insert(accounts)
    .values([...agency, { code: walletAccount(orgId), kind: "liability" as const, orgId }])
    .onConflictDoNothing();
}
