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

/** It and the system log in as themselves; the application role never owns a table (design: RLS behind `OrgScope`). */
export const appRole = pgRole("hireling_app").existing();
const systemRole = pgRole("hireling_system").existing();
/** The application turns into it for a transaction of several organizations, such as runs that settle together. */
export const groupRole = pgRole("hireling_group").existing();

/** The organization of the transaction, or NULL. After a transaction the setting is '', hence nullif. */
export const currentOrg = sql`nullif(current_setting('app.org_id', true), '')::uuid`;

/** The organizations of a transaction of several, or none. A subquery, so that it is read once for all rows. */
export const currentOrgs = sql`(select string_to_array(current_setting('app.org_ids', true), ',')::uuid[])::uuid[]`;

const seesAll = () =>
  pgPolicy("system_sees_all", { for: "all", to: systemRole, using: sql`true`, withCheck: sql`true` });

/** A tenant's table: the application sees and writes the rows of its transaction's organization only, or organizations. */
export const tenantPolicies = (column: AnyPgColumn) => [
  pgPolicy("own_organization", {
    for: "all",
    to: appRole,
    using: sql`${column} = ${currentOrg}`,
    withCheck: sql`${column} = ${currentOrg}`,
  }),
  pgPolicy("own_organizations", {
    for: "all",
    to: groupRole,
    using: sql`${column} = any (${currentOrgs})`,
    withCheck: sql`${column} = any (${currentOrgs})`,
  }),
  seesAll(),
];

/** A public table: everyone reads, only the system writes (grants say so too). */
export const publicPolicies = () => [
  pgPolicy("public_reads", { for: "select", to: [appRole, groupRole], using: sql`true` }),
  seesAll(),
];

/** A table the application has no business with. */
export const systemPolicies = () => [seesAll()];
