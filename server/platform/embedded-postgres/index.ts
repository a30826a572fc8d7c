import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { probePort } from "../ports";
import { findPlace, type Place } from "./place";
import { findPostmaster, forgetDeadPostmaster, type Postmaster, stopPostmaster } from "./postmaster";

export { findPostmaster, stopPostmaster } from "./postmaster";

export const SUPERUSER = "hireling_owner";

export type EmbeddedPostgres = {
  readonly pid: number;
  readonly port: number;
  /** It was running already, left behind by an agency that was killed. */
  readonly adopted: boolean;
  /** Address of a database, with the owner's login. */
  ownerUrl(database: string): string;
  stop(): Promise<void>;
};

export type EmbeddedPostgresOptions = {
  /** An existing folder that only this agency uses; the caller holds its lock. */
  readonly home: string;
  readonly password: string;
  /** False: what was committed may be lost in a power cut. For tests. */
  readonly durable?: boolean;
  /** Where it lives and as whom it runs; chosen for this machine unless given. */
  readonly place?: Place;
};

/** Recovery after a crash of the machine may take a while; the server says so and is not dead. */
const READY_MS = 120_000;
const LOG_LIMIT_BYTES = 10_000_000;
const PORT_TRIES = 3;

/** The server has no mail, no settings of the person who starts it, and one time zone. */
const SERVER_ENV: NodeJS.ProcessEnv = { NODE_ENV: "production", PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };

/** Makes a cluster beside its place and moves it there when it is whole: one that was interrupted is made anew. */
function createCluster(place: Place, password: string, durable: boolean): void {
  const draft = `${place.dataDir}.partial`;
  const passwordFile = `${place.dataDir}.password`;
  rmSync(draft, { recursive: true, force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  try {
    if (place.owner) chownSync(passwordFile, place.owner.uid, place.owner.gid);
    const { file, args, uid, gid } = place.command(place.binaries.initdb, [
      `--pgdata=${draft}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      // The built-in provider sorts alike on every machine and in every version of its libraries.
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
      ...(durable ? [] : ["--no-sync"]),
    ]);
    const made = spawnSync(file, args, { uid, gid, env: SERVER_ENV, encoding: "utf8", cwd: dirname(place.dataDir) });
    if (made.status !== 0) {
      throw new Error(
        `The built-in database could not be created in ${place.dataDir}: ${made.error?.message ?? made.stderr.trim()}`,
      );
    }
    renameSync(draft, place.dataDir);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

function assertSameMajor(place: Place): void {
  const data = readFileSync(join(place.dataDir, "PG_VERSION"), "utf8").trim();
  const binaries = /(\d+)/.exec(spawnSync(place.binaries.postgres, ["--version"], { encoding: "utf8" }).stdout)?.[1];
  if (data !== binaries) {
    throw new Error(
      `The database in ${place.dataDir} was made by PostgreSQL ${data}, but PostgreSQL ${binaries} is installed. ` +
        "Start the version of Hireling that made it, dump it with pg_dump, and restore it into a new HIRELING_HOME",
    );
  }
}

const settings = (port: number, durable: boolean): string[] =>
  Object.entries({
    port,
    listen_addresses: "127.0.0.1",
    // TCP only: a long path is fatal for a socket, and a socket in a source tree trips bundlers.
    unix_socket_directories: "",
    max_connections: 200,
    shared_buffers: "128MB",
    random_page_cost: "1.1",
    max_wal_size: "1GB",
    timezone: "UTC",
    log_timezone: "UTC",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);

function launch(place: Place, logFile: string, port: number, durable: boolean): ChildProcess {
  if (existsSync(logFile) && statSync(logFile).size > LOG_LIMIT_BYTES) truncateSync(logFile);
  const log = openSync(logFile, "a", 0o600);
  try {
    const { file, args, uid, gid } = place.command(place.binaries.postgres, [
      "-D",
      place.dataDir,
      ...settings(port, durable),
    ]);
    // A session of its own: Ctrl-C in the terminal reaches the supervisor only, which stops the database last.
    const options = {
      uid,
      gid,
      env: SERVER_ENV,
      cwd: dirname(place.dataDir),
      detached: true,
      stdio: ["ignore", log, log] as const,
    };
    const child = spawn(file, args, { ...options, stdio: [...options.stdio] });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

const urlOf = (port: number, password: string, database: string): string =>
  `postgresql://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

/** Asks a server which data directory it serves. NULL: it does not answer queries (yet). */
async function servedDirectory(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined); // the query below reports it
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("show data_directory");
    return rows[0]?.data_directory ?? null;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === "28P01") {
      throw new Error(
        "The built-in database does not accept the password in secrets.json of HIRELING_HOME. Restore that file from a backup",
        {
          cause: error,
        },
      );
    }
    return null;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Waits until the server answers. @returns false when it ended before it did */
async function answers(place: Place, url: string, alive: () => boolean): Promise<boolean> {
  const deadline = Date.now() + READY_MS;
  while (alive()) {
    if ((await servedDirectory(url)) === place.dataDir) return true;
    if (Date.now() > deadline) throw new Error(`The built-in database did not answer within ${READY_MS / 1000} s`);
    await delay(20);
  }
  return false;
}

function rememberedPort(file: string): number | null {
  const port = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  return Number.isInteger(port) && port > 0 ? port : null;
}

/**
 * Makes the built-in PostgreSQL of a home answer: adopts a server that outlived its agency, or starts one, creating its cluster the
 * first time. It listens on 127.0.0.1 at a port that stays the same while it is free.
 * @throws Error saying what to do when it cannot run here
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { home, password, durable = true } = options;
  const folder = join(home, "postgres");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const place = options.place ?? findPlace(home);
  const running = (postmaster: Postmaster, adopted: boolean): EmbeddedPostgres => ({
    ...postmaster,
    adopted,
    ownerUrl: (database) => urlOf(postmaster.port, password, database),
    stop: () => stopPostmaster(postmaster),
  });

  if (existsSync(place.dataDir)) assertSameMajor(place);
  else createCluster(place, password, durable);

  const orphan = findPostmaster(place.dataDir);
  if (
    orphan &&
    (await answers(
      place,
      urlOf(orphan.port, password, "postgres"),
      () => findPostmaster(place.dataDir)?.pid === orphan.pid,
    ))
  ) {
    return running(orphan, true);
  }

  await forgetDeadPostmaster(place.dataDir);
  const logFile = join(folder, "server.log");
  const portFile = join(folder, "port");
  for (let attempt = 1; ; attempt++) {
    const remembered = attempt === 1 ? rememberedPort(portFile) : null;
    const port = (remembered && (await probePort(remembered))) ?? (await probePort(0));
    if (!port) throw new Error("No free port on 127.0.0.1 for the built-in database");
    const child = launch(place, logFile, port, durable);
    let failure: Error | null = null;
    child.once("error", (error) => {
      failure = error;
    });
    const alive = () => failure === null && child.exitCode === null && child.signalCode === null;
    if ((await answers(place, urlOf(port, password, "postgres"), alive)) && child.pid) {
      writeFileSync(portFile, String(port));
      return running({ pid: child.pid, port }, false);
    }
    // Someone may have taken the port between the probe and the start.
    if (attempt >= PORT_TRIES) {
      const tail = readFileSync(logFile, "utf8").split("\n").slice(-8).join("\n");
      throw new Error(`The built-in database does not start. Its log (${logFile}) ends with:\n${tail}`, {
        cause: failure,
      });
    }
  }
}
