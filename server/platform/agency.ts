import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { closePlatform } from "./close";
import { type DatabaseUrls, pointToDatabase } from "./database-urls";
import { startEmbeddedPostgres } from "./embedded-postgres/index";
import { keepRunning } from "./embedded-postgres/keep-running";
import { env, reloadEnv } from "./env";
import { findHolder, HomeInUse, lockHome, prepareHome, replacePrivateFile } from "./home";
import { ensureDatabase, prepareDatabase } from "./migrate";
import { PROJECT_ROOT } from "./project";
import { keptSecrets } from "./secrets";

/** What the lock of a home says when its agency runs, as opposed to a command that borrows the database. */
export const RUNNING = "npm start";

const DATABASE = "hireling";
const ATTACH_MS = 60_000;

const recordSchema = z.object({
  pid: z.number(),
  /** Where the web is. */
  url: z.string(),
  database: z.object({ app: z.string(), system: z.string(), direct: z.string() }),
});

/** What a running agency tells the commands of its home. Private: it holds logins. */
export type AgencyRecord = z.infer<typeof recordSchema>;

const recordFile = (home: string): string => join(home, "agency.json");

export const publishAgency = (home: string, record: AgencyRecord): void =>
  replacePrivateFile(recordFile(home), `${JSON.stringify(record, null, 2)}\n`);

export const withdrawAgency = (home: string): void => rmSync(recordFile(home), { force: true });

function findRecord(home: string, pid: number): AgencyRecord | null {
  try {
    const record = recordSchema.parse(JSON.parse(readFileSync(recordFile(home), "utf8")));
    return record.pid === pid ? record : null;
  } catch {
    return null; // not there yet, or left behind by an earlier one
  }
}

/** Reads the clone's `.env`, as Next does; what the environment says already wins. */
export function loadSettings(): void {
  const file = join(PROJECT_ROOT, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
  reloadEnv();
}

export type RunningDatabase = {
  readonly urls: DatabaseUrls;
  /** For a person: which database it is, and whether it was found running. */
  readonly description: string;
  /** From now on it comes back by itself when it ends. One that is not ours is its own keeper's. @param say for the operator */
  keepRunning(say: (line: string) => void): void;
  stop(): Promise<void>;
};

/**
 * Makes the agency's database answer, up to date: the one of DATABASE_URL, else the built-in one of this home.
 * The caller holds the home's lock.
 */
export async function startDatabase(home: string): Promise<RunningDatabase> {
  const { DATABASE_URL, DATABASE_DIRECT_URL } = env();
  if (DATABASE_URL) {
    const urls = await prepareDatabase(DATABASE_DIRECT_URL ?? DATABASE_URL, DATABASE_URL);
    const description = `PostgreSQL at ${new URL(DATABASE_URL).host}`;
    return { urls, description, keepRunning: () => undefined, stop: async () => undefined };
  }
  const options = { home, password: keptSecrets(home).databasePassword };
  const server = await startEmbeddedPostgres(options);
  let stop = () => server.stop();
  try {
    await ensureDatabase(server.ownerUrl("postgres"), DATABASE);
    const urls = await prepareDatabase(server.ownerUrl(DATABASE));
    const found = server.adopted ? ", found running" : "";
    return {
      urls,
      description: `built-in PostgreSQL on port ${server.port}${found}`,
      keepRunning(say) {
        stop = keepRunning(server, options, say);
      },
      stop: () => stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

export type AttachedAgency = {
  readonly home: string;
  /** Where its web is. NULL: the agency does not run, only its database does, for us. */
  readonly url: string | null;
  /** Closes this process's connections, and stops what was started for it. */
  close(): Promise<void>;
};

/**
 * Points this process at HIRELING_HOME's agency: at its database when it runs, else at one started for the duration.
 * @param purpose what others are told while this command holds the home, for example "npm run audit"
 * @throws HomeInUse when another command holds it for longer than a minute
 */
export async function attachAgency(purpose: string): Promise<AttachedAgency> {
  loadSettings();
  const home = prepareHome(env().HIRELING_HOME);
  const deadline = Date.now() + ATTACH_MS;
  for (;;) {
    const holder = findHolder(home);
    const record = holder?.purpose === RUNNING ? findRecord(home, holder.pid) : null;
    if (record) {
      pointToDatabase(record.database);
      return { home, url: record.url, close: closePlatform };
    }
    // Starting, or another command's: either passes.
    if (!holder || Date.now() > deadline) break;
    await delay(100);
  }
  let lock: Awaited<ReturnType<typeof lockHome>>;
  try {
    lock = await lockHome(home, purpose);
  } catch (error) {
    // Someone was quicker since we looked.
    if (error instanceof HomeInUse && Date.now() <= deadline) return attachAgency(purpose);
    throw error;
  }
  try {
    const database = await startDatabase(home);
    pointToDatabase(database.urls);
    const close = async () => {
      await closePlatform();
      await database.stop();
      lock.release();
    };
    return { home, url: null, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}
