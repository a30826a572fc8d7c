import { describe, expect, it } from "vitest";
import { newId, type OrgScope, parseUsd } from "#kernel";
import { issueInvoice } from "../commands/issue-invoice";
import { verifyBill } from "../invoices/verify-bill";
import { closeDue } from "../invoicing/close-due";
import { getInvoice } from "../queries/get-invoice";
import { listInvoices } from "../queries/list-invoices";
import { sealEvents } from "../seal/seal-entries";
import { violations } from "../testing/books";
import { at, call, DECEMBER, NOVEMBER, testInvoicing } from "../testing/invoicing";

const { chargedAt, owner, start } = testInvoicing();

async function talliesOf({ orgId }: OrgScope): Promise<unknown[]> {
  const { rows } = await owner.query(
    "select no, month, calls, amount::text, first_line, invoice_id is not null as taken from tallies where org_id = $1 order by no",
    [orgId],
  );
  return rows;
}

describe("a tally", () => {
  it("counts the calls of a month as they are sealed; what comes after its invoice begins another", async () => {
    const work = await start();
    const first = await call(work);
    const second = await call(work);
    await chargedAt(work, "2026-11-20T00:00:00Z");
    await sealEvents(work.scope.orgId);
    const amount = String(first.cost + second.cost);
    const november = { no: 1, month: "2026-11", calls: 2, amount };
    expect(await talliesOf(work.scope)).toEqual([{ ...november, first_line: null, taken: false }]);
    await issueInvoice(work.scope, NOVEMBER);
    await call(work);
    await chargedAt(work, "2026-11-21T00:00:00Z");
    await sealEvents(work.scope.orgId);
    expect(await talliesOf(work.scope)).toMatchObject([
      { ...november, first_line: 1, taken: true },
      { no: 2, month: "2026-11", calls: 1, taken: false },
    ]);
    expect(await violations()).toEqual([]);
  });

  it("is one of several on an invoice, whose lines are numbered through all of them", async () => {
    const work = await start();
    for (const day of ["2026-10-30", "2026-11-01", "2026-10-31", "2026-12-01"]) {
      await call(work);
      await chargedAt(work, `${day}T12:00:00Z`);
      await sealEvents(work.scope.orgId);
    }
    await closeDue(at("2026-12-01T13:00:00Z"));
    const [latest] = (await listInvoices(work.scope)).invoices;
    const october = await getInvoice(work.scope, latest?.id ?? "");
    expect(october).toMatchObject({ month: "2026-11", lines: [{ no: 1, at: "2026-11-01T12:00:00.000Z" }] });
    // October's two calls are on the invoice of the earliest month that was not closed.
    const { rows } = await owner.query(
      "select il.no, month from invoice_lines il join invoices i on i.id = il.invoice_id where il.org_id = $1 order by i.serial, il.no",
      [work.scope.orgId],
    );
    expect(rows).toEqual([
      { no: 1, month: "2026-10" },
      { no: 2, month: "2026-10" },
      { no: 1, month: "2026-11" },
    ]);
    const all = await getInvoice(work.scope, await issueInvoice(work.scope, DECEMBER));
    expect(all.lines.map(({ no, at: when }) => [no, when])).toEqual([[1, "2026-12-01T12:00:00.000Z"]]);
    for (const { id } of (await listInvoices(work.scope)).invoices) {
      expect(verifyBill(JSON.parse(JSON.stringify(await getInvoice(work.scope, id))))).toMatchObject({ ok: true });
    }
    expect(await violations()).toEqual([]);
  });

  it("that an invoice has stays as it is, takes no more calls, and is the month's only one while it is open", async () => {
    const work = await start();
    const { orgId } = work.scope;
    await call(work);
    await issueInvoice(work.scope, NOVEMBER);
    const change = "update tallies set amount = amount + 1 where org_id = $1";
    await expect(owner.query(change, [orgId])).rejects.toThrow("stays as it is");
    await expect(owner.query("delete from tallies where org_id = $1", [orgId])).rejects.toThrow("stays as it is");
    const add = `insert into seals (org_id, seq, kind, ref_id, digest, hash, tally, line, amount)
      select org_id, seq + 1, kind, $2, digest, hash, tally, line + 1, amount from seals where org_id = $1`;
    await expect(owner.query(add, [orgId, newId()])).rejects.toThrow("takes no more calls");
    const open = `insert into tallies (org_id, no, month, calls, amount, first_at, last_at)
      select org_id, no + $2, month, calls, amount, first_at, last_at from tallies where org_id = $1 and no = 1`;
    await owner.query(open, [orgId, 1]);
    await expect(owner.query(open, [orgId, 2])).rejects.toMatchObject({ constraint: "tallies_open" });
    await owner.query("delete from tallies where org_id = $1 and no = 2", [orgId]);
    expect(await violations()).toEqual([]);
  });
});

describe("many closes at once", () => {
  it("are not kept from it by one that cannot be closed", async () => {
    const works = await Promise.all(Array.from({ length: 5 }, () => start()));
    const [broken, ...others] = works;
    if (!broken) throw new Error("no run was posted");
    for (const work of works) {
      await call(work);
      await chargedAt(work, "2026-11-20T00:00:00Z");
    }
    const { orgId } = broken.scope;
    await owner.query("insert into unsealed (org_id, kind, ref_id) values ($1, 'usage', $2)", [orgId, newId()]);
    expect(await closeDue(DECEMBER)).toBe(others.length);
    expect((await listInvoices(broken.scope)).invoices).toEqual([]);
    await owner.query(
      "delete from unsealed u where org_id = $1 and not exists (select from usage_events where attempt_id = u.ref_id)",
      [orgId],
    );
    expect(await closeDue(DECEMBER)).toBe(1);
    expect(await closeDue(DECEMBER)).toBe(0);
    for (const { scope } of works) {
      const { invoices } = await listInvoices(scope);
      expect(invoices).toMatchObject([{ month: "2026-11" }]);
      expect(parseUsd((await getInvoice(scope, invoices[0]?.id ?? "")).exactTotal)).toBeGreaterThan(0n);
    }
    expect(await violations()).toEqual([]);
  });
});
