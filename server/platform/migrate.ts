import { join } from "node:path";
import { runMigrations } from "bullmq";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { APPEND_ONLY, HIDDEN_FROM_APP, READ_ONLY_FOR_APP } from "#drizzle/schema/append-only";
import type { DatabaseUrls } from "./database-urls";
import { PROJECT_ROOT } from "./project";
import { QUEUE_SCHEMA } from "./queue-schema";
import { derivedPassword } from "./secrets";

const APP = "hireling_app";
const SYSTEM = "hireling_system";
const GROUP = "hireling_group";

/** Any fixed number: it serializes those who prepare one database. */
const LOCK = 4_870_321;

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "hireling prepare",
    connectionTimeoutMillis: 10_000,
  });
  try {
    await client.connect();
  } catch (cause) {
    const { hostname, port, pathname } = new URL(url);
    throw new Error(
      `The database ${pathname.slice(1)} at ${hostname}:${port || 5432} does not let us in: ${cause instanceof Error ? cause.message : cause}. ` +
        "Check DATABASE_URL (and DATABASE_DIRECT_URL), and that the server runs",
      { cause },
    );
  }
  return client;
}

/** Roles belong to the whole cluster, so they are not part of a database's migrations. */
async function ensureRole(client: pg.Client, role: string): Promise<void> {
  const { rowCount } = await client.query("select from pg_roles where rolname = $1", [role]);
  if (!rowCount) await client.query(`create role ${role} login`);
  await client.query(`alter role ${role} login password ${client.escapeLiteral(derivedPassword(role))}`);
  // A transaction that its process forgot would keep its row locks for ever.
  await client.query(`alter role ${role} set idle_in_transaction_session_timeout = '60s'`);
}

/**
 * What the application turns into for a transaction of several organizations. It must turn: a role that inherited the
 * group's rights would be under both their policies always.
 */
async function ensureGroupRole(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query("select from pg_roles where rolname = $1", [GROUP]);
  if (!rowCount) await client.query(`create role ${GROUP} nologin`);
  await client.query(`alter role ${APP} noinherit`);
  await client.query(`grant ${GROUP} to ${APP}`);
}

/** Row-level security also for the tables' owner, unless that is a superuser. */
async function forceRowSecurity(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relrowsecurity and not relforcerowsecurity`,
  );
  for (const { name } of rows)
    await client.query(`alter table ${client.escapeIdentifier(name)} force row level security`);
}

/** Every table is granted anew after every migration: a table that is in no list is an ordinary tenant's table. */
async function grant(client: pg.Client): Promise<void> {
  const list = (tables: readonly string[]) =>
    tables.map((table) => `public.${client.escapeIdentifier(table)}`).join(", ");
  const tenants = [APP, GROUP].join(", ");
  const all = [APP, GROUP, SYSTEM].join(", ");
  const statements = [
    `grant usage on schema public to ${all}`,
    `grant select, insert, update, delete on all tables in schema public to ${all}`,
    `grant usage, select on all sequences in schema public to ${all}`,
    ...(APPEND_ONLY.length ? [`revoke update, delete, truncate on ${list(APPEND_ONLY)} from ${all}`] : []),
    ...(READ_ONLY_FOR_APP.length
      ? [`revoke insert, update, delete on ${list(READ_ONLY_FOR_APP)} from ${tenants}`]
      : []),
    ...(HIDDEN_FROM_APP.length ? [`revoke all on ${list(HIDDEN_FROM_APP)} from ${tenants}`] : []),
    // BullMQ makes a sequence per queue when it first needs one.
    `grant usage, create on schema ${QUEUE_SCHEMA} to ${SYSTEM}`,
    `grant all on all tables in schema ${QUEUE_SCHEMA} to ${SYSTEM}`,
    `grant all on all sequences in schema ${QUEUE_SCHEMA} to ${SYSTEM}`,
  ];
  for (const statement of statements) await client.query(statement);
}

function as(role: string, url: string): string {
  const address = new URL(url);
  address.username = role;
  address.password = derivedPassword(role);
  return address.href;
}

/**
 * Brings a database up to this version: roles, migrations, the queue's own migrations, row-level security, grants. Safe to call at every
 * start and by several processes at once; when all is there already, it changes nothing.
 * @param owner login of the tables' owner, which may create roles; straight to the server
 * @param pooled the same database through a pooler, where there is one: what the agency's queries then use
 * @returns the addresses for the agency's processes
 */
export async function prepareDatabase(owner: string, pooled = owner): Promise<DatabaseUrls> {
  const client = await connect(owner);
  try {
    await client.query("set client_min_messages = warning");
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    await ensureRole(client, APP);
    await ensureRole(client, SYSTEM);
    await ensureGroupRole(client);
    await migrate(drizzle({ client }), { migrationsFolder: join(PROJECT_ROOT, "drizzle", "migrations") });
    await runMigrations(client, QUEUE_SCHEMA);
    await client.query("begin");
    await forceRowSecurity(client);
    await grant(client);
    await client.query("commit");
  } finally {
    await client.end(); // ends the transaction and gives back the lock, whatever happened
  }
  return { app: as(APP, pooled), system: as(SYSTEM, pooled), direct: as(SYSTEM, owner) };
}

/** Creates a database on a server of ours, unless it exists. @param maintenance login to another database of it */
export async function ensureDatabase(maintenance: string, name: string): Promise<void> {
  const client = await connect(maintenance);
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
    if (!rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
