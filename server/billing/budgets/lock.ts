import { type SQL, sql } from "drizzle-orm";

/** Names the lock of an organization's budgets. Before hold, caps and wallet; after run and job. */
const BUDGETS = 7_202_602;

/**
 * Reserves share it, whoever sets a budget has it alone: so no hold can be placed under a cap that is just being opened
 * without being counted on it.
 */
export const shareBudgets = (orgId: SQL | string) => sql`pg_advisory_xact_lock_shared(${BUDGETS}, hashtext(${orgId}))`;

/** Alone, until the transaction ends: whoever opens or changes a budget's cap. */
export const lockBudgets = (orgId: string) => sql`pg_advisory_xact_lock(${BUDGETS}, hashtext(${orgId}))`;
