import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeEach, describe, expect, inject, it, vi } from "vitest";
import type {} from "../../e2e/fixtures/database/cluster";
import { attachAgency, publishAgency, RUNNING, startDatabase, withdrawAgency } from "./agency";
import { closePlatform } from "./close";
import { withSystem } from "./db";
import { findPostmaster, startEmbeddedPostgres } from "./embedded-postgres/index";
import { reloadEnv } from "./env";
import { findHolder, lockHome, prepareHome } from "./home";

const homes: string[] = [];
let home = "";

beforeEach(() => {
  home = prepareHome(mkdtempSync(join(inject("cluster").home, "agency-")));
  homes.push(home);
  process.env.HIRELING_HOME = home;
  reloadEnv();
});

afterAll(async () => {
  await closePlatform();
  for (const used of homes) rmSync(used, { recursive: true });
});

const postmaster = () => findPostmaster(join(home, "postgres", "data"));
const agents = () =>
  withSystem((tx) => tx.execute(sql`select count(*)::int as n from agents`)).then(({ rows }) => rows[0]?.n);

describe("a command", () => {
  it("starts the database of an agency that does not run, and leaves nothing running", async () => {
    const agency = await attachAgency("npm run audit");
    expect(agency.url).toBeNull();
    expect(findHolder(home)?.purpose).toBe("npm run audit");
    expect(await agents()).toBe(0);
    await agency.close();
    expect(postmaster()).toBeNull();
    expect(readdirSync(home).toSorted()).toEqual(["postgres", "secrets.json"]);
  });

  it("uses the database of an agency that runs, and leaves it running", async () => {
    const lock = await lockHome(home, RUNNING);
    const database = await startDatabase(home);
    const starting = attachAgency("npm run audit"); // waits until the agency says where it is
    publishAgency(home, { pid: process.pid, url: "http://127.0.0.1:3000", database: database.urls });
    expect(statSync(join(home, "agency.json")).mode & 0o777).toBe(0o600);
    const agency = await starting;
    expect(agency.url).toBe("http://127.0.0.1:3000");
    expect(await agents()).toBe(0);
    await agency.close();
    expect(postmaster()).not.toBeNull();
    withdrawAgency(home);
    await database.stop();
    lock.release();
  });

  it("waits for another command", async () => {
    const first = await attachAgency("first");
    const second = attachAgency("second");
    await first.close();
    const agency = await second;
    expect(findHolder(home)?.purpose).toBe("second");
    await agency.close();
  });

  it("is not misled by what a killed agency left behind", async () => {
    publishAgency(home, {
      pid: 2 ** 22 + 1,
      url: "http://127.0.0.1:1",
      database: { app: "x", system: "x", direct: "x" },
    });
    const agency = await attachAgency("npm run audit");
    expect(agency.url).toBeNull();
    await agency.close();
  });
});

describe("a second start", () => {
  it("applies nothing, and keeps the logins", async () => {
    // Every table, index or sequence that a migration makes gets a new number.
    const newest = () =>
      withSystem((tx) => tx.execute(sql`select max(oid::text::bigint) as oid from pg_class`)).then(({ rows }) => rows);
    const first = await attachAgency("first");
    const before = await newest();
    await first.close();
    const second = await attachAgency("second");
    const after = await newest();
    expect(after).toEqual(before);
    await second.close();
  });
});

describe("an external database", () => {
  it("says what to check when it cannot be reached", async () => {
    vi.stubEnv("DATABASE_URL", "postgresql://someone:pw@127.0.0.1:1/agency");
    reloadEnv();
    await expect(attachAgency("npm run audit")).rejects.toThrow(
      /database agency at 127.0.0.1:1 does not let us in: .* Check DATABASE_URL/,
    );
    expect(existsSync(join(home, "agency.lock"))).toBe(false);
    vi.unstubAllEnvs();
  });

  it("is prepared and used like our own, by an owner that is no superuser", async () => {
    // A server of its own: the logins belong to the whole server, and preparing it sets their passwords.
    const elsewhere = join(home, "elsewhere");
    mkdirSync(elsewhere);
    const server = await startEmbeddedPostgres({ home: elsewhere, password: "of the host" });
    const host = new pg.Client({ connectionString: server.ownerUrl("postgres") });
    await host.connect();
    await host.query("create role landlord login createrole password 'pw'");
    await host.query("create database external owner landlord");
    await host.end();
    vi.stubEnv("DATABASE_URL", `postgresql://landlord:pw@127.0.0.1:${server.port}/external`);
    vi.stubEnv("AUTH_SECRET", "the same secret on every machine of this agency");
    vi.stubEnv("HIRELING_ENCRYPTION_KEY", "ab".repeat(32));
    reloadEnv();
    const agency = await attachAgency("npm run audit");
    expect(await agents()).toBe(0);
    expect(readdirSync(home).toSorted()).toEqual(["agency.lock", "elsewhere"]);
    await agency.close();
    vi.unstubAllEnvs();
    await server.stop();
  });
});
