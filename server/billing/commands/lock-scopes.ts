import { sql } from "drizzle-orm";
import { type Pico, pico } from "#kernel";
import type { Tx } from "#platform";
import type { CapKind, CapSubject } from "../caps";

/** What limits a call, locked: a cap or the wallet. */
export type Scope = {
  /** The cap's; NULL for the wallet. */
  readonly id: string | null;
  readonly scope: CapKind | "wallet";
  /** Falls with every hold that is decided in this transaction. */
  available: Pico;
};

type WalletScope = Scope & {
  /** Whether the organization has promotional credit. */
  readonly promotional: boolean;
};

/** Whose call it is, and what may cap it. */
export type Subjects = { readonly orgId: string; readonly capSubjects: readonly CapSubject[] };

export type LockedScopes = {
  /** The caps there are among these subjects, in their order. */
  capsOf(subjects: Subjects): Scope[];
  /** Undefined when the organization has none. */
  walletOf(orgId: string): WalletScope | undefined;
};

type ScopeRow = {
  id: string | null;
  org_id: string;
  scope: Scope["scope"];
  subject_id: string | null;
  period: string | null;
  available: string;
  promotional: boolean;
};

const keyOf = (kind: string, subjectId: string | null, period: string | null | undefined): string =>
  `${kind} ${subjectId} ${period ?? ""}`;

/**
 * Locks the caps of all these calls and then their wallets, in the one lock order, and reads what is left on each: nothing
 * on a wallet that owes what its payers have back. One statement: the wallets' part depends on the caps' part, so it cannot be locked first.
 */
export async function lockScopes(tx: Tx, calls: readonly Subjects[]): Promise<LockedScopes> {
  const wanted = new Map(
    calls.flatMap(({ orgId, capSubjects }) =>
      capSubjects.map(({ kind, subjectId, period }) => [
        keyOf(kind, subjectId, period),
        { org_id: orgId, kind, subject_id: subjectId, period: period ?? null },
      ]),
    ),
  );
  const { rows } = await tx.execute<ScopeRow>(sql`
    with subjects as (
      select * from json_to_recordset(${JSON.stringify([...wanted.values()])})
        as s (org_id uuid, kind text, subject_id uuid, period text)
    ), locked_caps as materialized (
      select c.id, c.org_id, c.kind as scope, c.subject_id, c.period, c."limit" - c.spent - c.held as available
      from subjects s join caps c on c.org_id = s.org_id
        and c.kind = s.kind and c.subject_id = s.subject_id and c.period is not distinct from s.period
      order by c.lock_rank, c.id
      for update of c
    ), locked_wallets as materialized (
      select org_id, case when owed > 0 then 0 else posted - held + credit_limit end as available, promotional > 0 as promotional
      from wallets
      where org_id = any(${sql.param([...new Set(calls.map(({ orgId }) => orgId))])}::uuid[])
        and (select count(*) from locked_caps) >= 0
      order by org_id
      for update
    )
    select id, org_id, scope, subject_id, period, available, false as promotional from locked_caps
    union all
    select null, org_id, 'wallet', null, null, available, promotional from locked_wallets`);

  const locked = rows.map((row) => ({ ...row, available: pico(BigInt(row.available)) }));
  const caps = new Map(locked.map((row) => [keyOf(row.scope, row.subject_id, row.period), row]));
  const wallets = new Map(locked.filter(({ scope }) => scope === "wallet").map((row) => [row.org_id, row]));
  return {
    capsOf: ({ capSubjects }) =>
      capSubjects.flatMap(({ kind, subjectId, period }) => caps.get(keyOf(kind, subjectId, period)) ?? []),
    walletOf: (orgId) => wallets.get(orgId),
  };
}
