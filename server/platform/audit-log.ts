import * as schema from "#drizzle/schema/index";
import { newId } from "#kernel";
import type { Tx } from "./db";

/** A change of money, membership, price or agent: who did what. `data` holds no secrets. */
export type AuditEntry = {
  /** NULL for a change of the installation itself. */
  readonly orgId: string | null;
  /** The actor's label. */
  readonly actor: string;
  /** `<noun>.<past verb>`, for example `member.added`. */
  readonly action: string;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
};

/** Writes into the audit log, in the transaction that makes the change. */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx.insert(schema.auditLog).values({ id: newId(), ...entry });
}
