import { and, eq } from "drizzle-orm";
import { topups } from "#drizzle/schema/index";
import { Conflict, InvalidInput, newId, type Pico } from "#kernel";
import { recordAudit, withSystem } from "#platform";
import { openAccounts } from "../accounts";
import { lockWallet } from "./lock-wallet";
import { checkAmount, type Operator } from "./operator";
import { recordFacts } from "./record-facts";

export type BankTransfer = {
  readonly orgId: string;
  readonly amount: Pico;
  /** As on the bank's statement; it stands for one transfer, whoever its receiver. */
  readonly reference: string;
};

const MAX_REFERENCE_CHARACTERS = 140;

/**
 * Credits a wallet with money that arrived at the agency's bank, once for each reference.
 * @returns the top-up's id, of the first record if the transfer was recorded before
 * @throws InvalidInput | NotFound without a wallet
 * @throws Conflict when the reference stands for another amount or organization
 */
export async function recordBankTransfer(operator: Operator, transfer: BankTransfer): Promise<string> {
  const { orgId, amount } = transfer;
  const reference = transfer.reference.trim();
  checkAmount(amount);
  if (reference.length === 0 || reference.length > MAX_REFERENCE_CHARACTERS) {
    throw new InvalidInput(
      "reference",
      `Enter the transfer's reference from the bank statement, 1 to ${MAX_REFERENCE_CHARACTERS} characters.`,
    );
  }
  return withSystem(async (tx) => {
    await openAccounts(tx, orgId);
    await lockWallet(tx, orgId);
    const id = newId();
    const recorded = await tx
      .insert(topups)
      .values({ id, orgId, method: "bank", amount, state: "pending", note: reference, createdBy: operator.label })
      .onConflictDoNothing()
      .returning({ id: topups.id });
    if (recorded.length === 0) {
      const [first] = await tx
        .select()
        .from(topups)
        .where(and(eq(topups.method, "bank"), eq(topups.note, reference)));
      if (first?.orgId !== orgId || first.amount !== amount) {
        throw new Conflict(
          `The transfer “${reference}” was recorded before, for another amount or organization. Check the reference.`,
          { field: "reference" },
        );
      }
      return first.id;
    }
    await recordFacts(tx, { id, orgId }, { paid: amount, note: reference });
    await recordAudit(tx, {
      orgId,
      actor: operator.label,
      action: "bank_transfer.recorded",
      data: { topupId: id, amount: amount.toString(), reference },
    });
    return id;
  });
}
