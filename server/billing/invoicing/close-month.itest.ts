import { describe, expect, it } from "vitest";
import { monthlyCloses } from "#drizzle/schema/index";
import { addPico, Conflict, formatUsd, InvalidInput, type OrgScope, type Pico, parseUsd } from "#kernel";
import { withOrg } from "#platform";
import { issueInvoice } from "../commands/issue-invoice";
import { getInvoice } from "../queries/get-invoice";
import { listInvoices } from "../queries/list-invoices";
import { openOrganization, postJob, violations, type Work } from "../testing/books";
import { at, call, DECEMBER, testInvoicing } from "../testing/invoicing";
import { closeDue } from "./close-due";
import { closeMonth } from "./close-month";

const { chargedAt, owner, shop, start } = testInvoicing();

describe("closing a month", () => {
  const closed = (work: Work) => withOrg(work.scope, (tx) => tx.select().from(monthlyCloses));

  it("bills what was charged in it, once, whoever closes how often", async () => {
    const work = await start();
    const { cost } = await call(work);
    await chargedAt(work, "2026-11-30T23:59:59.999Z");
    const closes = Array.from({ length: 4 }, () => closeMonth(work.scope.orgId, "2026-11", DECEMBER));
    const ids = await Promise.all([
      ...closes,
      closeDue(DECEMBER).then(() => closeMonth(work.scope.orgId, "2026-11", DECEMBER)),
    ]);
    expect(new Set(ids).size).toBe(1);
    const invoice = await getInvoice(work.scope, ids[0] ?? "");
    expect(invoice).toMatchObject({ month: "2026-11", exactTotal: formatUsd(cost) });
    expect((await listInvoices(work.scope)).invoices).toHaveLength(1);
    expect(await closed(work)).toHaveLength(1);
    expect(await violations()).toEqual([]);
  });

  it("is cut in the organization's own time zone", async () => {
    const work = await start();
    await owner.query("update organizations set time_zone = 'Pacific/Auckland' where id = $1", [work.scope.orgId]);
    await call(work);
    // Already December in Auckland, still November in London.
    await chargedAt(work, "2026-11-30T11:30:00Z");
    const november = await closeMonth(work.scope.orgId, "2026-11", at("2026-11-30T11:45:00Z"));
    expect((await getInvoice(work.scope, november)).lines).toEqual([]);
    await expect(closeMonth(work.scope.orgId, "2026-12", at("2026-12-31T10:59:59Z"))).rejects.toThrow(Conflict);
    await closeDue(at("2026-12-31T11:00:00Z"));
    expect((await closed(work)).map(({ month }) => month)).toEqual(["2026-11", "2026-12"]);
    expect((await listInvoices(work.scope)).invoices[0]).toMatchObject({ month: "2026-12" });
    expect(await violations()).toEqual([]);
  });

  it("leaves what came after its end, and takes what is late", async () => {
    const work = await start();
    const { scope } = work;
    await call(work);
    await chargedAt(work, "2026-12-01T00:00:00Z");
    const november = await closeMonth(scope.orgId, "2026-11", DECEMBER);
    expect((await getInvoice(scope, november)).lines).toEqual([]);
    // A call of November that committed only after the close: no second November, the next invoice has it.
    await call(work);
    await chargedAt(work, "2026-11-30T23:59:59Z");
    expect(await closeDue(DECEMBER)).toBe(0);
    await closeDue(at("2027-01-01T00:00:00Z"));
    const [latest] = (await listInvoices(scope)).invoices;
    expect(latest).toMatchObject({ month: "2026-12" });
    expect((await getInvoice(scope, latest?.id ?? "")).lines).toHaveLength(2);
    expect(await violations()).toEqual([]);
  });

  it("bills no idle organization by itself, and nothing twice when the clock jumps", async () => {
    const idle = await start();
    const work = await start();
    await call(work);
    await chargedAt(work, "2026-11-20T00:00:00Z");
    await closeDue(at("2026-10-05T00:00:00Z"));
    expect(await closed(work)).toEqual([]);
    await closeDue(at("2031-01-01T00:00:00Z"));
    await closeDue(at("2026-11-21T00:00:00Z"));
    await closeDue(DECEMBER);
    expect((await closed(work)).map(({ month }) => month)).toEqual(["2026-11"]);
    expect((await listInvoices(work.scope)).invoices).toHaveLength(1);
    expect((await listInvoices(idle.scope)).invoices).toEqual([]);
    await expect(closeMonth(idle.scope.orgId, "2026-13", DECEMBER)).rejects.toThrow(InvalidInput);
    await expect(closeMonth(idle.scope.orgId, "2026-12", DECEMBER)).rejects.toThrow(Conflict);
  });

  it("while calls settle: each is on one invoice, and together they are all", async () => {
    const works = await postJob(await openOrganization("10.00"), shop(), { lanes: 6 });
    const scope = works[0]?.scope as OrgScope;
    const future = at("2031-01-01T00:00:00Z");
    const spend = async (work: Work) => {
      const costs: Pico[] = [];
      for (let step = 0; step < 4; step++) costs.push((await call(work, 100 + step)).cost);
      return addPico(...costs);
    };
    const closing = (async () => {
      for (const month of ["2030-10", "2030-11", "2030-12"]) {
        await Promise.all([closeMonth(scope.orgId, month, future), closeMonth(scope.orgId, month, future)]);
      }
    })();
    const spent = addPico(...(await Promise.all(works.map(spend))));
    await closing;
    await issueInvoice(scope, future);
    const { invoices } = await listInvoices(scope);
    const bills = await Promise.all(invoices.map(({ id }) => getInvoice(scope, id)));
    expect(addPico(...bills.map(({ exactTotal }) => parseUsd(exactTotal)))).toBe(spent);
    expect(bills.flatMap(({ lines }) => lines)).toHaveLength(24);
    expect(await violations()).toEqual([]);
  });
});
