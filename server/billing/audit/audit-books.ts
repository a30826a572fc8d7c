import { sql } from "drizzle-orm";
import { withSystem } from "#platform";
import { ATTEMPT_CHECKS } from "./attempt-checks";
import type { Check, CheckResult } from "./check";
import { INVOICE_CHECKS } from "./invoice-checks";
import { LEDGER_CHECKS } from "./ledger-checks";
import { PROMOTION_CHECKS } from "./promotion-checks";
import { AMOUNTS_CHECK } from "./recompute-amounts";
import { CHAIN_CHECKS } from "./recompute-chain";
import { PRICE_CHECKS } from "./recompute-prices";
import { RERATE_CHECKS } from "./rerate-checks";
import { SEAL_CHECKS } from "./seal-checks";
import { TOPUP_CHECKS } from "./topup-checks";

const CHECKS: readonly Check[] = [
  ...LEDGER_CHECKS,
  ...ATTEMPT_CHECKS,
  AMOUNTS_CHECK,
  ...PRICE_CHECKS,
  ...RERATE_CHECKS,
  ...TOPUP_CHECKS,
  ...PROMOTION_CHECKS,
  ...INVOICE_CHECKS,
  ...SEAL_CHECKS,
  ...CHAIN_CHECKS,
];

/**
 * Verifies every invariant of the books over all organizations, on one consistent snapshot: work in flight neither
 * disturbs it nor is disturbed. Memory does not grow with the books.
 * @param onCheck told about each check as it ends
 */
export async function auditBooks(onCheck: (result: CheckResult) => void = () => undefined): Promise<CheckResult[]> {
  return withSystem(async (tx) => {
    await tx.execute(sql`set transaction isolation level repeatable read, read only`);
    const results: CheckResult[] = [];
    for (const { name, run } of CHECKS) {
      const result = { name, ...(await run(tx)) };
      results.push(result);
      onCheck(result);
    }
    return results;
  });
}
