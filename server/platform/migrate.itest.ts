import { sql } from "drizzle-orm";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { APPEND_ONLY, HIDDEN_FROM_APP, READ_ONLY_FOR_APP } from "#drizzle/schema/append-only";
import { mintScope, newId } from "#kernel";
import { testDatabase } from "../../e2e/fixtures/database/index";
import { databaseUrls } from "./database-urls";
import { readPublic, sqlState, withOrg, withSystem } from "./db";

const { owner } = testDatabase();
const scope = (orgId: string) => mintScope(orgId, "owner", { userId: null, apiKeyId: null, label: "test" });
const stateOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "accepted",
    (error: unknown) => sqlState(error),
  );
const DENIED = "42501";

describe("a prepared database", () => {
  const a = newId();
  const b = newId();

  it("has row-level security, forced, on every table", async () => {
    const { rows } = await owner.query(
      "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity)",
    );
    expect(rows).toEqual([]);
  });

  it("shows an organization itself only, and the system all", async () => {
    await owner.query("insert into organizations (id, slug, name) values ($1, 'a', 'A'), ($2, 'b', 'B')", [a, b]);
    const slugs = sql`select slug from organizations order by slug`;
    expect((await withOrg(scope(a), (tx) => tx.execute(slugs))).rows).toEqual([{ slug: "a" }]);
    expect((await readPublic((tx) => tx.execute(slugs))).rows).toEqual([]);
    expect((await withSystem((tx) => tx.execute(slugs))).rows).toEqual([{ slug: "a" }, { slug: "b" }]);
  });

  it("forgets the organization with the transaction", async () => {
    const setting = sql`select nullif(current_setting('app.org_id', true), '') as org`;
    await withOrg(scope(a), async () => undefined);
    expect((await readPublic((tx) => tx.execute(setting))).rows).toEqual([{ org: null }]);
  });

  it("knows no organization outside a transaction, so statements that missed their `begin` find nothing to change", async () => {
    await owner.query("insert into wallets (org_id) values ($1)", [a]);
    const held = sql`update wallets set held = held`;
    expect((await withOrg(scope(a), (tx) => tx.execute(held))).rowCount).toBe(1);

    const client = new pg.Client({ connectionString: databaseUrls().app });
    await client.connect();
    const { rows } = await client.query("select set_config('app.org_id', $1, true) as org", [a]);
    const [changed, added] = [
      await client.query("update wallets set held = held"),
      await stateOf(client.query("insert into wallets (org_id) values ($1)", [b])),
    ];
    await client.end();
    expect(rows).toEqual([{ org: a }]);
    expect(changed.rowCount).toBe(0);
    expect(added).toBe(DENIED);
  });

  it("lets a signed-out visitor write nothing", async () => {
    expect(await stateOf(readPublic((tx) => tx.execute(sql`create temp table t (x int)`)))).toBe("25006");
  });

  it.each(APPEND_ONLY)("never changes or removes a row of %s", async (table) => {
    const name = sql.identifier(table);
    for (const run of [withSystem, <T>(fn: Parameters<typeof withSystem<T>>[0]) => withOrg(scope(a), fn)]) {
      expect(await stateOf(run((tx) => tx.execute(sql`delete from ${name}`)))).toBe(DENIED);
      expect(await stateOf(run((tx) => tx.execute(sql`truncate ${name}`)))).toBe(DENIED);
    }
  });

  it.each(READ_ONLY_FOR_APP)("lets the application read %s, not write", async (table) => {
    const name = sql.identifier(table);
    expect(await stateOf(withOrg(scope(a), (tx) => tx.execute(sql`delete from ${name}`)))).toBe(DENIED);
    expect(await stateOf(withOrg(scope(a), (tx) => tx.execute(sql`select from ${name}`)))).toBe("accepted");
  });

  it.each(HIDDEN_FROM_APP)("hides %s from the application", async (table) => {
    expect(await stateOf(withOrg(scope(a), (tx) => tx.execute(sql`select from ${sql.identifier(table)}`)))).toBe(
      DENIED,
    );
  });

  it("hides the queue from the application", async () => {
    expect(await stateOf(withOrg(scope(a), (tx) => tx.execute(sql`select from bullmq.job`)))).toBe(DENIED);
  });
});

describe("transactions", () => {
  it("keep nothing of a failed one", async () => {
    const id = newId();
    const failing = withSystem(async (tx) => {
      await tx.execute(sql`insert into organizations (id, slug, name) values (${id}, 'gone', 'Gone')`);
      throw new Error("on second thought");
    });
    await expect(failing).rejects.toThrow("on second thought");
    expect((await owner.query("select from organizations where id = $1", [id])).rowCount).toBe(0);
  });

  it("say so when they were not kept because a failure in them was passed over", async () => {
    const id = newId();
    const careless = withSystem(async (tx) => {
      await tx.execute(sql`insert into organizations (id, slug, name) values (${id}, 'gone', 'Gone')`);
      await tx.execute(sql`select 1 / 0`).catch(() => undefined);
    });
    await expect(careless).rejects.toThrow("nothing of its transaction was kept");
    expect((await owner.query("select from organizations where id = $1", [id])).rowCount).toBe(0);
  });

  it("run again after a deadlock, both", async () => {
    const ids = [newId(), newId()];
    await owner.query("insert into organizations (id, slug, name) values ($1, 'x', ''), ($2, 'y', '')", ids);
    let arrived = 0;
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const rename = (order: readonly (string | undefined)[]) =>
      withSystem(async (tx) => {
        await tx.execute(sql`update organizations set name = name || '+' where id = ${order[0]}`);
        if (++arrived === 2) open();
        await gate; // both hold their first row before they want the other's
        await tx.execute(sql`update organizations set name = name || '+' where id = ${order[1]}`);
      });
    await Promise.all([rename(ids), rename([...ids].reverse())]);
    // The one that lost came again; on a slow machine perhaps twice.
    expect(arrived).toBeGreaterThanOrEqual(3);
    expect((await owner.query("select name from organizations where id = any($1)", [ids])).rows).toEqual([
      { name: "++" },
      { name: "++" },
    ]);
  });

  it("survive a server that ends their session", async () => {
    const killed = withSystem(async (tx) => {
      const { rows } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      await owner.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
      await tx.execute(sql`select 1`);
    });
    await expect(killed).rejects.toThrow();
    expect((await withSystem((tx) => tx.execute(sql`select 1 as one`))).rows).toEqual([{ one: 1 }]);
  });
});
