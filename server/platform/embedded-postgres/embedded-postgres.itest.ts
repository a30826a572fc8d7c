import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import type {} from "../../../e2e/fixtures/database/cluster";
import { isAlive } from "../processes";
import { PROJECT_ROOT } from "../project";
import { type EmbeddedPostgres, findPostmaster, startEmbeddedPostgres, stopPostmaster } from "./index";
import { keepRunning } from "./keep-running";

const password = "of this test";
let home = "";
let dataDir = "";
let count = 0;
const children: ChildProcess[] = [];

beforeEach(() => {
  // A path that is too long for a socket, with a space in it.
  home = join(inject("cluster").home, `a home ${"x".repeat(100)}`, String(++count));
  dataDir = join(home, "postgres", "data");
  mkdirSync(home, { recursive: true, mode: 0o700 });
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  const running = findPostmaster(dataDir);
  if (running) await stopPostmaster(running);
  rmSync(home, { recursive: true });
});

const start = () => startEmbeddedPostgres({ home, password });

async function query<T extends pg.QueryResultRow>(server: EmbeddedPostgres, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: server.ownerUrl("postgres") });
  await client.connect();
  const { rows } = await client.query<T>(sql);
  await client.end();
  return rows;
}

/** An agency of its own, in a process of its own, that can be killed. */
async function startElsewhere(): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "server/platform/embedded-postgres/fixtures/hold.ts", home, password],
    {
      cwd: PROJECT_ROOT,
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  children.push(child);
  if (child.stdout) await once(child.stdout, "data");
  return child;
}

describe("the built-in PostgreSQL", () => {
  it("starts, keeps what was written and its port, and leaves no process", async () => {
    const first = await start();
    expect(first.adopted).toBe(false);
    await query(first, "create table kept as select 42 as answer");
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);

    const second = await start();
    expect(second.port).toBe(first.port);
    expect(await query(second, "select answer from kept")).toEqual([{ answer: 42 }]);
    await second.stop();
  });

  it("comes back where it was when it is killed, and ends for good when told to", async () => {
    const server = await start();
    await query(server, "create table kept as select 42 as answer");
    const said: string[] = [];
    const stop = keepRunning(server, { home, password }, (line) => said.push(line));
    for (const round of [1, 2]) {
      const victim = findPostmaster(dataDir);
      process.kill(victim?.pid ?? 0, "SIGKILL");
      const isBack = () => said.filter((line) => line === "the built-in database is back").length;
      await expect.poll(isBack, { timeout: 40_000 }).toBe(round);
      expect(await query(server, "select answer from kept")).toEqual([{ answer: 42 }]);
    }
    await stop();
    expect(findPostmaster(dataDir)).toBe(null);
  });

  it("listens on loopback only, wants a password, syncs, and sorts and stores UTF-8 alike everywhere", async () => {
    const server = await start();
    const settings = await query<{ name: string; setting: string }>(
      server,
      "select name, setting from pg_settings where name in ('listen_addresses', 'unix_socket_directories', 'fsync', 'synchronous_commit', 'max_connections', 'server_encoding', 'TimeZone') order by name",
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: "on",
      listen_addresses: "127.0.0.1",
      max_connections: "200",
      server_encoding: "UTF8",
      synchronous_commit: "on",
      TimeZone: "UTC",
      unix_socket_directories: "",
    });
    expect(
      await query(server, "select datlocprovider as p, datlocale as l from pg_database where datname = 'postgres'"),
    ).toEqual([{ p: "b", l: "C.UTF-8" }]);
    const stranger = new pg.Client({
      connectionString: server.ownerUrl("postgres").replace(encodeURIComponent(password), "wrong"),
    });
    await expect(stranger.connect()).rejects.toMatchObject({ code: "28P01" });
    await server.stop();
  });

  it("is adopted after kill -9 of its agency, with nothing lost", async () => {
    const agency = await startElsewhere();
    agency.kill("SIGKILL");
    await once(agency, "exit");
    const orphan = findPostmaster(dataDir);
    const server = await start();
    expect(server.adopted).toBe(true);
    expect(server.pid).toBe(orphan?.pid);
    expect(await query(server, "select text from committed")).toEqual([{ text: "before the kill" }]);
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
  });

  it("recovers after kill -9 of everything", async () => {
    const agency = await startElsewhere();
    const server = findPostmaster(dataDir);
    agency.kill("SIGKILL");
    if (server) process.kill(server.pid, "SIGKILL");
    await once(agency, "exit");
    const next = await start();
    expect(next.adopted).toBe(false);
    expect(await query(next, "select text from committed")).toEqual([{ text: "before the kill" }]);
    await next.stop();
  });

  it("is not kept from starting by a lock file whose pid is another program's by now", async () => {
    const first = await start();
    const lock = readFileSync(join(dataDir, "postmaster.pid"), "utf8");
    await first.stop();
    writeFileSync(join(dataDir, "postmaster.pid"), lock.replace(/^\d+/, String(process.pid)));
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(isAlive(process.pid)).toBe(true);
    await second.stop();
  });

  it("moves to another port when its own is taken, and stays there", async () => {
    const first = await start();
    await first.stop();
    const squatter = createServer().listen(first.port, "127.0.0.1");
    await once(squatter, "listening");
    const second = await start();
    expect(second.port).not.toBe(first.port);
    await second.stop();
    squatter.close();
    const third = await start();
    expect(third.port).toBe(second.port);
    await third.stop();
  });

  it("is made anew when its making was interrupted", async () => {
    mkdirSync(`${dataDir}.partial/base`, { recursive: true });
    writeFileSync(join(`${dataDir}.partial`, "PG_VERSION"), "18\n");
    const server = await start();
    expect(await query(server, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.stop();
    expect(readdirSync(join(home, "postgres")).toSorted()).toEqual(["data", "port", "server.log"]);
  });

  it("says so when the data is another version's", async () => {
    const server = await start();
    await server.stop();
    writeFileSync(join(dataDir, "PG_VERSION"), "9\n");
    await expect(start()).rejects.toThrow(/made by PostgreSQL 9, but PostgreSQL 18 is installed/);
  });

  it("shows the end of its log when it does not start", async () => {
    const server = await start();
    await server.stop();
    writeFileSync(join(dataDir, "postgresql.conf"), "no_such_setting = 1\n");
    await expect(start()).rejects.toThrow(/no_such_setting/);
    expect(existsSync(join(dataDir, "postmaster.pid"))).toBe(false);
  });
});
