import {
  addPico,
  NotFound,
  type Pico,
  type Quantities,
  type RateTable,
  subPico,
  type Tier,
  type WireApi,
  ZERO,
} from "#kernel";
import type { Tx } from "#platform";
import type { CapKind, CapSubject } from "../caps";
import { atCost } from "../pricing/rate";
import { worstCase } from "../pricing/worst-case";
import { spendToday } from "../queries/spend-today";
import { type LockedScopes, lockScopes, type Scope } from "./lock-scopes";

export type HoldRequest = {
  readonly orgId: string;
  /** What may be capped; a subject without a cap refuses nothing. The wallet always counts. */
  readonly capSubjects: readonly CapSubject[];
  readonly rates: RateTable;
  readonly tier: Tier;
  readonly api: WireApi;
  readonly markupBps: number;
  /** Upper bound of the call's input, tokens. */
  readonly inputBound: bigint;
  /** The smaller of the model's and the agent's maximum output, tokens. */
  readonly wantedOutput: number;
  /** Below this the call is not worth making. */
  readonly minimumOutput?: number;
  /** Most calls of provider-side tools on offer. */
  readonly fees?: Quantities;
  /** The provider's daily ceiling on the agency's cost; absent when there is none. */
  readonly providerCeiling?: { readonly provider: string; readonly limit: Pico };
};

/** Reserve this before the call. */
export type HoldPlan = {
  readonly kind: "plan";
  readonly orgId: string;
  /** The call's maximum output, tokens. */
  readonly maxOutput: number;
  readonly amount: Pico;
  readonly rateCardId: string;
  /** The markups of model and organization that it was reckoned with, basis points: the attempt keeps them for its charge. */
  readonly markups: number[];
  readonly capIds: readonly string[];
  /** Whether the organization has promotional credit, which the hold then draws on first. */
  readonly promotional: boolean;
};

/** Nothing is held: the tightest scope does not afford the minimum. */
export type HoldRefused = {
  readonly kind: "refused";
  readonly scope: CapKind | "wallet" | "provider";
  /** The worst case at the minimum output (at list price for `provider`). */
  readonly needed: Pico;
  readonly available: Pico;
};

const MINIMUM_OUTPUT = 1_024;

/** What each provider has cost today; grows with every hold that is decided in this transaction. */
type Today = Map<string, Pico>;

/** Before any lock of ours, because it reads every organization's figures on a connection of its own. */
async function readSpend(requests: readonly HoldRequest[]): Promise<Today> {
  const providers = new Set(requests.flatMap(({ providerCeiling }) => providerCeiling?.provider ?? []));
  return new Map(await Promise.all([...providers].map(async (name) => [name, await spendToday(name)] as const)));
}

function overCeiling(request: HoldRequest, minimum: number, spentToday: Today): HoldRefused | null {
  if (!request.providerCeiling) return null;
  const { provider, limit } = request.providerCeiling;
  const needed = worstCase({ ...request, rates: atCost(request.rates), markupBps: 0 }).amount(minimum);
  const available = subPico(limit, spentToday.get(provider) ?? ZERO);
  return needed > available ? { kind: "refused", scope: "provider", needed, available } : null;
}

/** Decides one call by what is left now, and takes what it plans from that. */
function decide(request: HoldRequest, locked: LockedScopes, spentToday: Today): HoldPlan | HoldRefused {
  const worst = worstCase(request);
  const minimum = Math.min(request.minimumOutput ?? MINIMUM_OUTPUT, request.wantedOutput);
  const refused = overCeiling(request, minimum, spentToday);
  if (refused) return refused;

  const wallet = locked.walletOf(request.orgId);
  if (!wallet) throw new NotFound("wallet", request.orgId);
  const scopes: readonly Scope[] = [wallet, ...locked.capsOf(request)];
  const tightest = scopes.reduce((least, scope) => (scope.available < least.available ? scope : least));

  const maxOutput = worst.affordableOutput(tightest.available, request.wantedOutput);
  if (maxOutput < minimum) {
    return { kind: "refused", scope: tightest.scope, needed: worst.amount(minimum), available: tightest.available };
  }
  const amount = worst.amount(maxOutput);
  for (const scope of scopes) scope.available = subPico(scope.available, amount);
  const { provider } = request.providerCeiling ?? {};
  if (provider) spentToday.set(provider, addPico(spentToday.get(provider) ?? ZERO, amount));
  return {
    kind: "plan",
    orgId: request.orgId,
    maxOutput,
    amount,
    rateCardId: request.rates.rateCardId,
    markups: [...(request.rates.markups ?? [])],
    capIds: scopes.flatMap(({ id }) => id ?? []),
    promotional: wallet.promotional,
  };
}

/**
 * Decides what model calls may cost: locks every scope that has a cap, then the wallets, and gives each call the largest
 * maximum output that the tightest of its scopes affords in the worst case. Each is decided by itself, in the order given,
 * as if they had come one after the other. Writes nothing; the locks last as long as `tx`.
 * The runs' and the jobs' rows must be locked before, if the transaction touches them.
 * @returns in the order of the requests
 * @throws UnratedComponent when a card has no rate: no rate, no run | NotFound without a wallet
 */
export async function planHolds(tx: Tx, requests: readonly HoldRequest[]): Promise<(HoldPlan | HoldRefused)[]> {
  const spentToday = await readSpend(requests);
  const locked = await lockScopes(tx, requests);
  return requests.map((request) => decide(request, locked, spentToday));
}

/** The same for one call. */
export async function planHold(tx: Tx, request: HoldRequest): Promise<HoldPlan | HoldRefused> {
  const [decision] = await planHolds(tx, [request]);
  if (!decision) throw new Error("a request was left undecided");
  return decision;
}
