import { setTimeout as delay } from "node:timers/promises";
import { type ExtractTablesWithRelations, type SQL, sql } from "drizzle-orm";
import { type NodePgDatabase, NodePgSession, NodePgTransaction } from "drizzle-orm/node-postgres";
import { PgDialect } from "drizzle-orm/pg-core";
import pg from "pg";
import type { OrgScope } from "#kernel";
import { DatabaseAway, meansAway } from "./database-away";
import { databaseUrls } from "./database-urls";
import { env } from "./env";
import { GatheringSocket } from "./gathering-socket";
import { logFor } from "./log";
import { inOneTrip } from "./one-trip";
import { keepStatements } from "./prepared-statements";

type Pools = { readonly app: pg.Pool; readonly group: pg.Pool; readonly system: pg.Pool };

/** An open transaction. Commands of floor 2 take one; floor 3 opens it. */
export type Tx = Parameters<Parameters<NodePgDatabase["transaction"]>[0]>[0];

/** Transactions are short (no model call inside), so a few connections carry many runs on a small machine. */
const POOL_SIZE = { app: 16, /** Two kinds of groups, two of each at once. */ group: 4, system: 8 } as const;

const RETRIES = 3;
const PAUSE_MS = 10;

// Next loads a module once per bundle; the pools must be one per process all the same.
const holder = globalThis as { __hirelingPools?: Pools };

function open(connectionString: string, max: number): pg.Pool {
  const log = logFor({ module: "db" });
  const pool = new pg.Pool({
    connectionString,
    max,
    application_name: "hireling",
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // A statement is sent when it is made, not when the one before it is answered (see `inOneTrip`).
    pipeline: true,
    stream: () => new GatheringSocket(),
  });
  // A connection that drops emits an error of its own, idle or not: unheard, it would end the process. While closing,
  // the server may be quicker than we are. Only message and code are logged: pg hangs the whole client on its errors.
  const lost = (error: Error): void => {
    if (!pool.ending) log.warn({ reason: error.message, code: sqlState(error) }, "a database connection was lost");
  };
  pool.on("error", lost);
  pool.on("connect", (client) => {
    client.on("error", lost);
    // Where a direct address is given, the other one leads through a transaction pooler, which changes sessions.
    if (!env().DATABASE_DIRECT_URL) keepStatements(client);
  });
  return pool;
}

function pools(): Pools {
  if (!holder.__hirelingPools) {
    const urls = databaseUrls();
    holder.__hirelingPools = {
      app: open(urls.app, POOL_SIZE.app),
      // Connections of their own: a plan is kept for one role, and made anew when another comes by.
      group: open(urls.app, POOL_SIZE.group),
      system: open(urls.system, POOL_SIZE.system),
    };
  }
  return holder.__hirelingPools;
}

/** The SQLSTATE of a database error, also inside drizzle's wrapper: "23505" is a unique violation. NULL when there is none. */
export function sqlState(error: unknown): string | null {
  if (error instanceof pg.DatabaseError) return error.code ?? null;
  return error instanceof Error && error.cause ? sqlState(error.cause) : null;
}

const SERIALIZATION_FAILURE = "40001";
const DEADLOCK = "40P01";

const dialect = new PgDialect();
/** We ask tables, not drizzle's relations. */
type NoRelations = Record<string, never>;

const handles = new WeakMap<pg.PoolClient, Tx>();

function handleOn(client: pg.PoolClient): Tx {
  const known = handles.get(client);
  if (known) return known;
  const session = new NodePgSession(client, dialect, undefined);
  const handle = new NodePgTransaction<NoRelations, ExtractTablesWithRelations<NoRelations>>(
    dialect,
    session,
    undefined,
  );
  handles.set(client, handle);
  return handle;
}

/** Begins a transaction and does its work in it. */
type Begin = <T>(tx: Tx, fn: (tx: Tx) => Promise<T>) => Promise<T>;

const inMode =
  (mode: SQL): Begin =>
  async (tx, fn) => {
    await tx.execute(mode);
    return fn(tx);
  };

/**
 * The settings of a transaction say whose rows it sees, so its first statements need not wait for its `begin`: were there no
 * transaction, the settings would be gone again before those statements, and they would find nothing and write nothing.
 */
const asScoped =
  (settings: SQL): Begin =>
  async (tx, fn) => {
    const [, , result] = await inOneTrip(
      () => tx.execute(sql`begin`),
      () => tx.execute(settings),
      () => fn(tx),
    );
    return result;
  };

/** Ends a transaction. @throws when it could not be kept, because a statement in it had failed and nobody said so */
async function commit(tx: Tx): Promise<void> {
  const { command } = await tx.execute(sql`commit`);
  if (command !== "COMMIT") throw new Error("a statement had failed, so nothing of its transaction was kept");
}

/** One try of a transaction. A connection that cannot even roll back is not used again. */
async function attempt<T>(pool: pg.Pool, begin: Begin, fn: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const tx = handleOn(client);
  let isBroken = false;
  try {
    const result = await begin(tx, fn);
    await commit(tx);
    return result;
  } catch (error) {
    isBroken = meansAway(error);
    if (!isBroken) {
      await tx.execute(sql`rollback`).catch(() => {
        isBroken = true;
      });
    }
    throw error;
  } finally {
    client.release(isBroken);
  }
}

/**
 * Runs a transaction again when the database asks for it: nothing of the failed try was kept.
 * @throws DatabaseAway when the database cannot be reached
 */
async function transact<T>(pool: pg.Pool, begin: Begin, fn: (tx: Tx) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(pool, begin, fn);
    } catch (error) {
      const state = sqlState(error);
      if (meansAway(error)) throw new DatabaseAway({ cause: error });
      if (tries >= RETRIES || (state !== SERIALIZATION_FAILURE && state !== DEADLOCK)) throw error;
      // Whoever won goes first, or both meet again.
      await delay(tries * PAUSE_MS * (1 + Math.random()));
    }
  }
}

/**
 * One transaction on behalf of one organization: row-level security shows only its rows.
 * `fn` may run again after a deadlock, so it does nothing but database work.
 */
export const withOrg = <T>(scope: OrgScope, fn: (tx: Tx) => Promise<T>): Promise<T> =>
  transact(pools().app, asScoped(sql`select set_config('app.org_id', ${scope.orgId}, true)`), fn);

/** Whoever waits for a lock in a transaction of several organizations holds up all of them. */
const GROUP_LOCK_TIMEOUT = "1s";

/**
 * One transaction on behalf of several organizations, for work that shares its commit: row-level security shows only
 * their rows. `fn` may run again after a deadlock; a lock that does not come within a second is an error.
 */
export function withOrgs<T>(scopes: readonly OrgScope[], fn: (tx: Tx) => Promise<T>): Promise<T> {
  const orgIds = [...new Set(scopes.map(({ orgId }) => orgId))].join();
  const settings = sql`
    select set_config('role', 'hireling_group', true), set_config('app.org_ids', ${orgIds}, true),
      set_config('lock_timeout', ${GROUP_LOCK_TIMEOUT}, true)`;
  return transact(pools().group, asScoped(settings), fn);
}

/**
 * One transaction that sees every organization. For identity look-up, dispatch, reconciler, sealer, close, audit and the desk
 * only; all else uses `withOrg`. `fn` may run again after a deadlock.
 */
export const withSystem = <T>(fn: (tx: Tx) => Promise<T>): Promise<T> =>
  transact(pools().system, inMode(sql`begin`), fn);

/** One read-only transaction without an organization: what a signed-out visitor may see. */
export const readPublic = <T>(fn: (tx: Tx) => Promise<T>): Promise<T> =>
  transact(pools().app, inMode(sql`begin read only`), fn);

/** The system login's connections, for single statements of this module. */
export const systemPool = (): pg.Pool => pools().system;

/** Closes this process's connections; the next query opens new ones. Waits for transactions under way. */
export async function closeDatabase(): Promise<void> {
  const open = holder.__hirelingPools;
  holder.__hirelingPools = undefined;
  if (open) await Promise.all(Object.values(open).map((pool) => pool.end()));
}
