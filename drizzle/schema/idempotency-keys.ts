import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, tenantPolicies } from "./columns";
import { orgId } from "./tenant";

/** Duplicates of a mutation that costs money are recognized here, in the transaction that does it. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    orgId: orgId(),
    key: text("key").notNull(),
    /** SHA-256 of the operation and its body: the same key with another body is a conflict. */
    bodyHash: text("body_hash").notNull(),
    /** What the first one made. */
    resultId: uuid("result_id").notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.key] }), ...tenantPolicies(t.orgId)],
);
