import { sql } from "drizzle-orm";
import { NotFound, type Pico, pico, type Quantities, type RateTable, subPico, type Tier, type WireApi } from "#kernel";
import type { Tx } from "#platform";
import type { CapKind, CapSubject } from "../caps";
import { atCost } from "../pricing/rate";
import { worstCase } from "../pricing/worst-case";
import { spendToday } from "../queries/spend-today";

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

type Scope = {
  readonly id: string | null;
  readonly scope: CapKind | "wallet";
  readonly available: Pico;
  readonly promotional: boolean;
};

const MINIMUM_OUTPUT = 1_024;

/**
 * Locks the caps and then the wallet, in the one lock order, and reads what is left on each. One statement: the
 * wallet's part depends on the caps' part, so it cannot be locked first.
 */
async function lockScopes(tx: Tx, orgId: string, subjects: readonly CapSubject[]): Promise<Scope[]> {
  const { rows } = await tx.execute<{
    id: string | null;
    scope: Scope["scope"];
    available: string;
    promotional: boolean;
  }>(sql`
    with subjects as (
      select * from unnest(
        ${sql.param(subjects.map(({ kind }) => kind))}::text[],
        ${sql.param(subjects.map(({ subjectId }) => subjectId))}::uuid[],
        ${sql.param(subjects.map(({ period }) => period ?? null))}::text[]
      ) as s (kind, subject_id, period)
    ), locked_caps as materialized (
      select c.id, c.kind as scope, c."limit" - c.spent - c.held as available
      from caps c join subjects s on s.kind = c.kind and s.subject_id = c.subject_id and s.period is not distinct from c.period
      where c.org_id = ${orgId}
      order by c.lock_rank, c.id
      for update of c
    ), locked_wallet as materialized (
      select posted - held + credit_limit as available, promotional > 0 as promotional
      from wallets where org_id = ${orgId} and (select count(*) from locked_caps) >= 0
      for update
    )
    select id, scope, available, false as promotional from locked_caps
    union all
    select null, 'wallet', available, promotional from locked_wallet`);
  return rows.map((row) => ({ ...row, available: pico(BigInt(row.available)) }));
}

/** Before any lock of ours, because it reads every organization's figures on a connection of its own. */
async function checkCeiling(request: HoldRequest, minimum: number): Promise<HoldRefused | null> {
  if (!request.providerCeiling) return null;
  const { provider, limit } = request.providerCeiling;
  const needed = worstCase({ ...request, rates: atCost(request.rates), markupBps: 0 }).amount(minimum);
  const available = subPico(limit, await spendToday(provider));
  return needed > available ? { kind: "refused", scope: "provider", needed, available } : null;
}

/**
 * Decides what a model call may cost: locks every scope that has a cap, then the wallet, and gives the call the largest
 * maximum output that the tightest of them affords in the worst case. Writes nothing; the locks last as long as `tx`.
 * The run's and the job's row must be locked before, if the transaction touches them.
 * @throws UnratedComponent when the card has no rate: no rate, no run | NotFound without a wallet
 */
export async function planHold(tx: Tx, request: HoldRequest): Promise<HoldPlan | HoldRefused> {
  const worst = worstCase(request);
  const minimum = Math.min(request.minimumOutput ?? MINIMUM_OUTPUT, request.wantedOutput);

  const overCeiling = await checkCeiling(request, minimum);
  if (overCeiling) return overCeiling;

  const scopes = await lockScopes(tx, request.orgId, request.capSubjects);
  const wallet = scopes.find(({ scope }) => scope === "wallet");
  if (!wallet) throw new NotFound("wallet", request.orgId);
  const tightest = scopes.reduce((least, scope) => (scope.available < least.available ? scope : least), wallet);

  const maxOutput = worst.affordableOutput(tightest.available, request.wantedOutput);
  if (maxOutput < minimum) {
    return { kind: "refused", scope: tightest.scope, needed: worst.amount(minimum), available: tightest.available };
  }
  return {
    kind: "plan",
    orgId: request.orgId,
    maxOutput,
    amount: worst.amount(maxOutput),
    rateCardId: request.rates.rateCardId,
    markups: [...(request.rates.markups ?? [])],
    capIds: scopes.flatMap(({ id }) => id ?? []),
    promotional: wallet.promotional,
  };
}
