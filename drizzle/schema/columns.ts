import { sql } from "drizzle-orm";
import { type AnyPgColumn, customType, pgPolicy, pgRole, timestamp, uuid } from "drizzle-orm/pg-core";
import type { Pico } from "#kernel";

/** A single amount: picodollars in a BIGINT (up to about 9.2 million USD). */
export const picoAmount = customType<{ data: Pico; driverData: string }>({
  dataType: () => "bigint",
  fromDriver: (value) => BigInt(value) as Pico,
  toDriver: (value) => value.toString(),
});

/** A balance or a sum: picodollars in a NUMERIC(38,0). */
export const picoSum = customType<{ data: Pico; driverData: string }>({
  dataType: () => "numeric(38, 0)",
  fromDriver: (value) => BigInt(value) as Pico,
  toDriver: (value) => value.toString(),
});

/** A count that may outgrow 2^53 in principle (tokens); a bigint in code. */
export const count = customType<{ data: bigint; driverData: string }>({
  dataType: () => "bigint",
  fromDriver: (value) => BigInt(value),
  toDriver: (value) => value.toString(),
});

export const id = () => uuid("id").primaryKey();

export const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

export const createdAt = () => at("created_at").notNull().defaultNow();

/** Both log in as themselves; the application role never owns a table (design: RLS behind `OrgScope`). */
export const appRole = pgRole("hireling_app").existing();
const systemRole = pgRole("hireling_system").existing();

/** The organization of the transaction, or NULL. After a transaction the setting is '', hence nullif. */
export const currentOrg = sql`nullif(current_setting('app.org_id', true), '')::uuid`;

const seesAll = () =>
  pgPolicy("system_sees_all", { for: "all", to: systemRole, using: sql`true`, withCheck: sql`true` });

/** A tenant's table: the application sees and writes its own organization's rows only. */
export const tenantPolicies = (column: AnyPgColumn) => [
  pgPolicy("own_organization", {
    for: "all",
    to: appRole,
    using: sql`${column} = ${currentOrg}`,
    withCheck: sql`${column} = ${currentOrg}`,
  }),
  seesAll(),
];

/** A public table: everyone reads, only the system writes (grants say so too). */
export const publicPolicies = () => [
  pgPolicy("public_reads", { for: "select", to: appRole, using: sql`true` }),
  seesAll(),
];

/** A table the application has no business with. */
export const systemPolicies = () => [seesAll()];
