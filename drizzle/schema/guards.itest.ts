import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "#kernel";
import { testDatabase } from "../../e2e/fixtures/database/index";
import { APPEND_ONLY, HIDDEN_FROM_APP, READ_ONLY_FOR_APP } from "./append-only";

const { owner, urls } = testDatabase();
const app = new pg.Client({ connectionString: urls.app });
const group = new pg.Client({ connectionString: urls.app });
const system = new pg.Client({ connectionString: urls.system });
const clients = [app, group, system];

beforeAll(async () => {
  await Promise.all(clients.map((client) => client.connect()));
  await group.query("set role hireling_group");
});
afterAll(async () => void (await Promise.all(clients.map((client) => client.end()))));

const DENIED = "42501";

describe("row-level security", () => {
  it("is enabled and forced, with a policy for tenants, on every table that has an organization", async () => {
    const { rows } = await owner.query(`
      select c.relname as table, c.relrowsecurity and c.relforcerowsecurity as guarded,
             exists (select from pg_policies p where p.tablename = c.relname and 'hireling_app' = any (p.roles)) as policy
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p')
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped)
      order by 1`);
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter(({ guarded, policy }) => !guarded || !policy)).toEqual([]);
  });

  it("lets the group of organizations of a transaction see what each of them sees", async () => {
    const { rows } = await owner.query(`
      select tablename from pg_policies where 'hireling_app' = any (roles) and policyname = 'own_organization'
      except select tablename from pg_policies where 'hireling_group' = any (roles) and policyname = 'own_organizations'`);
    expect(rows).toEqual([]);
  });

  it("is enabled and forced on all other tables too", async () => {
    const { rows } = await owner.query(`
      select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)`);
    expect(rows).toEqual([]);
  });

  it("cannot be shaken off by the application: it owns nothing, and is no superuser", async () => {
    const { rows } = await owner.query(`
      select rolname from pg_roles where rolname in ('hireling_app', 'hireling_group', 'hireling_system') and (rolsuper or rolbypassrls or rolcreaterole)
      union all
      select tableowner from pg_tables where schemaname = 'public' and tableowner in ('hireling_app', 'hireling_group', 'hireling_system')`);
    expect(rows).toEqual([]);
  });

  it("shows the application one organization's rows, the one of its transaction, and takes only these", async () => {
    const [mine, theirs] = [newId(), newId()];
    const insert = "insert into organizations (id, slug, name) values ($1, $2, $2)";
    await system.query(insert, [mine, "mine"]);
    await system.query(insert, [theirs, "theirs"]);
    const addKey =
      "insert into api_keys (id, org_id, name, prefix, hash, role) values ($1::uuid, $2, 'k', 'k', $1::text, 'member')";
    await system.query(addKey, [newId(), theirs]);

    const visible = async () => {
      const [organizations, keys] = [
        await app.query("select slug from organizations"),
        await app.query("select from api_keys"),
      ];
      return [organizations.rows.map(({ slug }) => slug), keys.rowCount];
    };
    expect(await visible()).toEqual([[], 0]);
    await app.query("begin");
    await app.query("select set_config('app.org_id', $1, true)", [mine]);
    expect(await visible()).toEqual([["mine"], 0]);
    await expect(app.query(addKey, [newId(), theirs])).rejects.toMatchObject({ code: DENIED });
    await app.query("rollback");
    expect(await visible()).toEqual([[], 0]);
  });

  it("shows a transaction of several organizations their rows, and takes only these", async () => {
    const [mine, yours, theirs] = [newId(), newId(), newId()];
    for (const id of [mine, yours, theirs]) {
      await system.query("insert into organizations (id, slug, name) values ($1::uuid, $1::text, 'x')", [id]);
    }
    const become = (orgIds: string[]) =>
      app.query("select set_config('role', 'hireling_group', true), set_config('app.org_ids', $1, true)", [
        orgIds.join(),
      ]);
    const visible = async () => (await app.query("select id from organizations order by id")).rows.map(({ id }) => id);
    await app.query("begin");
    await become([mine, yours]);
    expect(await visible()).toEqual([mine, yours]);
    const open = "insert into projects (id, org_id, name) values ($1, $2, 'p')";
    await expect(app.query(open, [newId(), theirs])).rejects.toMatchObject({ code: DENIED });
    await app.query("rollback");
    await app.query("begin");
    await become([]);
    expect(await visible()).toEqual([]);
    await app.query("rollback");
    // The application itself is not in the group: it has to turn into it.
    await app.query("begin");
    await app.query("select set_config('app.org_ids', $1, true)", [mine]);
    expect(await visible()).toEqual([]);
    await app.query("rollback");
  });
});

describe("grants", () => {
  it.each(HIDDEN_FROM_APP)("hide %s from the application", async (table) => {
    await expect(app.query(`select from ${table}`)).rejects.toMatchObject({ code: DENIED });
  });

  it.each(READ_ONLY_FOR_APP)("let the application read %s, and not write it", async (table) => {
    await app.query(`select from ${table}`);
    await expect(app.query(`delete from ${table}`)).rejects.toMatchObject({ code: DENIED });
  });

  it.each(APPEND_ONLY)("let nobody change or remove what stands in %s", async (table) => {
    const { rows } = await owner.query(
      "select column_name from information_schema.columns where table_name = $1 limit 1",
      [table],
    );
    for (const client of clients) {
      const column = rows[0].column_name;
      await expect(client.query(`update ${table} set "${column}" = "${column}"`)).rejects.toMatchObject({
        code: DENIED,
      });
      await expect(client.query(`delete from ${table}`)).rejects.toMatchObject({ code: DENIED });
      await expect(client.query(`truncate ${table} cascade`)).rejects.toMatchObject({ code: DENIED });
    }
  });
});

describe("rate cards", () => {
  it("are never in force two at once", async () => {
    const publish = (version: number, from: string, to: string | null) =>
      system.query("insert into rate_cards (id, version, valid_from, valid_to, note) values ($1, $2, $3, $4, '')", [
        newId(),
        version,
        from,
        to,
      ]);
    await publish(1, "2026-01-01", "2026-02-01");
    await publish(2, "2026-02-01", null);
    await expect(publish(3, "2026-01-15", "2026-01-16")).rejects.toMatchObject({ constraint: "rate_cards_no_overlap" });
    await expect(publish(4, "2027-01-01", null)).rejects.toMatchObject({ constraint: "rate_cards_no_overlap" });
  });
});
