import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { newId, type OrgScope, systemClock } from "#kernel";
import { withSystem } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { issueInvoice } from "../commands/issue-invoice";
import { verifyBill } from "../invoices/verify-bill";
import { creditRun } from "../invoicing/credit-run";
import { getInvoice } from "../queries/get-invoice";
import {
  mustReserve,
  openOrganization,
  openShop,
  postJob,
  type Shop,
  settle,
  violations,
  type Work,
} from "../testing/books";
import { listHeads } from "./list-heads";
import { publishDailyHeads } from "./publish-heads";
import { sealAll, sealEvents } from "./seal-entries";
import { listSigningKeys } from "./signing-keys";

const { owner } = testDatabase();

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

async function start(lanes = 1): Promise<Work[]> {
  return postJob(await openOrganization("10.00"), shop, { lanes });
}

async function startOne(): Promise<Work> {
  const [work] = await start();
  if (!work) throw new Error("no run was posted");
  return work;
}

const call = async (work: Work, output_tokens = 20) =>
  settle(work, await mustReserve(work, { wantedOutput: 1_024 }), { input_tokens: 100, output_tokens });

async function sealsOf({ orgId }: OrgScope): Promise<{ seq: number; kind: string; step: number | null }[]> {
  const { rows } = await owner.query(
    `select seq::int, kind, step_no as step from seals left join usage_events on attempt_id = ref_id and kind = 'usage'
      where seals.org_id = $1 order by seq`,
    [orgId],
  );
  return rows;
}

describe("the sealer", () => {
  it("numbers calls without gaps, and what comes later after them", async () => {
    const work = await startOne();
    await call(work);
    await call(work);
    expect(await sealEvents(work.scope.orgId)).toBe(2);
    expect(await sealEvents(work.scope.orgId)).toBe(0);
    await call(work);
    expect(await sealEvents()).toBe(1);
    expect(await sealsOf(work.scope)).toEqual([1, 2, 3].map((n) => ({ seq: n, kind: "usage", step: n })));
    expect(await violations()).toEqual([]);
  });

  it("seals a call that was begun before others and committed after them last", async () => {
    const [slow, quick] = await start(2);
    if (!slow || !quick) throw new Error("no runs were posted");
    const begun = await mustReserve(slow, { wantedOutput: 1_024 });
    await owner.query("begin");
    await owner.query("select from runs where id = $1 for update", [slow.runId]);
    const settling = settle(slow, begun, { input_tokens: 1, output_tokens: 1 });
    await call(quick);
    expect(await sealEvents(slow.scope.orgId)).toBe(1);
    await owner.query("commit");
    await settling;
    expect(await sealEvents(slow.scope.orgId)).toBe(1);
    expect(await violations()).toEqual([]);
  });

  it("in many processes at once, with work in flight, seals everything once and in order", async () => {
    const works = [...(await start(4)), ...(await start(4))];
    const working = works.map(async (work) => {
      for (let n = 0; n < 6; n++) await call(work);
    });
    const sealing = Array.from({ length: 4 }, async (_, n) => {
      for (let round = 0; round < 12; round++) {
        await sealEvents(n % 2 === 0 ? undefined : works[n]?.scope.orgId);
        expect(await violations()).toEqual([]);
      }
    });
    const billing = works.slice(0, 2).map(({ scope }) => issueInvoice(scope, { clock: systemClock }));
    await Promise.all([...working, ...sealing, ...billing]);
    await sealEvents();
    const { rows } = await owner.query("select count(*)::int as n from unsealed");
    expect(rows).toEqual([{ n: 0 }]);
    for (const { scope } of [works[0], works[4]].flatMap((work) => work ?? [])) {
      const seals = await sealsOf(scope);
      expect(seals.map(({ seq }) => seq)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
    }
    expect(await violations()).toEqual([]);
  }, 60_000);

  it("killed in the middle of a batch leaves all of it to the next", async () => {
    const work = await startOne();
    await call(work);
    await call(work);
    const killed = withSystem(async (tx) => {
      await sealAll(tx, work.scope.orgId);
      await tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`);
    });
    await expect(killed).rejects.toThrow();
    expect(await sealsOf(work.scope)).toEqual([]);
    expect(await sealEvents(work.scope.orgId)).toBe(2);
    expect(await violations()).toEqual([]);
  });

  it("seals more than a batch", async () => {
    const work = await startOne();
    await call(work);
    await owner.query(
      `with copies as (select gen_random_uuid() as id, n from generate_series(2, 1201) n),
        made as (insert into attempts select (jsonb_populate_record(a, jsonb_build_object('id', c.id, 'step_no', 1000 + c.n))).*
          from attempts a, copies c where a.run_id = $1 and a.step_no = 1 returning id, step_no)
        insert into usage_events select (jsonb_populate_record(e, jsonb_build_object('attempt_id', m.id, 'step_no', m.step_no))).*
          from usage_events e, made m where e.run_id = $1 and e.step_no = 1`,
      [work.runId],
    );
    expect(await sealEvents(work.scope.orgId)).toBe(1_201);
    expect((await sealsOf(work.scope)).map(({ seq }) => seq)).toEqual(Array.from({ length: 1_201 }, (_, n) => n + 1));
    const broken = (await violations()).filter((sentence) => /seal|chain|waits/.test(sentence));
    expect(broken).toEqual([]);
    await owner.query("delete from unsealed");
  });
});

describe("an invoice", () => {
  it("bills what was sealed before it, with entries of its own for later credits, and verifies with the agency's key", async () => {
    const work = await startOne();
    await call(work);
    await sealEvents();
    await call(work);
    const run = { id: work.runId, orgId: work.scope.orgId };
    await withSystem(async (tx) => {
      await tx.execute(sql`select from runs where id = ${run.id} for update`);
      await creditRun(tx, run, "the agency spoiled it", { clock: systemClock });
    });
    await call(work, 2_000);
    const bill = await getInvoice(work.scope, await issueInvoice(work.scope, { clock: systemClock }));
    expect(bill.chain).toMatchObject({ first: 1, last: 5, others: [] });
    expect((await sealsOf(work.scope)).map(({ kind }) => kind).sort()).toEqual([
      "credit",
      "credit",
      "usage",
      "usage",
      "usage",
    ]);
    const [key] = await listSigningKeys();
    expect(verifyBill(JSON.parse(JSON.stringify(bill)), { publicKeys: [key?.publicKey ?? ""] })).toMatchObject({
      ok: true,
      lines: 3,
    });

    await withSystem(async (tx) => {
      await tx.execute(sql`select from runs where id = ${run.id} for update`);
      await creditRun(tx, run, "the agency spoiled that too", { clock: systemClock });
    });
    await call(work);
    const next = await getInvoice(work.scope, await issueInvoice(work.scope, { clock: systemClock }));
    expect(verifyBill(next)).toMatchObject({ ok: true, lines: 1 });
    expect((await sealsOf(work.scope)).at(5)).toMatchObject({ kind: "adjustment" });
    expect(verifyBill(await getInvoice(work.scope, bill.id))).toMatchObject({ ok: true, lines: 3 });
    expect(await getInvoice(work.scope, bill.id)).toEqual(bill);
  });
});

describe("heads", () => {
  it("are signed once a day for chains that have grown", async () => {
    await sealEvents();
    await publishDailyHeads();
    const work = await startOne();
    await call(work);
    await sealEvents();
    expect(await publishDailyHeads()).toBe(1);
    await call(work);
    await sealEvents();
    expect(await publishDailyHeads()).toBe(0);
    await owner.query("update seal_heads set created_at = created_at - interval '1 day' where org_id = $1", [
      work.scope.orgId,
    ]);
    expect(await publishDailyHeads()).toBe(1);
    const { heads } = await listHeads(work.scope);
    expect(heads.map(({ seq }) => seq)).toEqual([2, 1]);
    expect((await listHeads(work.scope, { limit: 1 })).nextCursor).toBe("2");
  });

  it("are signed with one key, also when many need the first at once, and with another once its secret is lost", async () => {
    expect(await listSigningKeys()).toHaveLength(1);
    await owner.query("update signing_keys set private_key = 'lost'");
    const works = await Promise.all([startOne(), startOne(), startOne()]);
    await Promise.all(works.map((work) => call(work)));
    const ids = await Promise.all(works.map(({ scope }) => issueInvoice(scope, { clock: systemClock })));
    expect(await listSigningKeys()).toHaveLength(2);
    for (const [index, work] of works.entries())
      expect(verifyBill(await getInvoice(work.scope, ids[index] ?? newId()))).toMatchObject({ ok: true });
  });
});
