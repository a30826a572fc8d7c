import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  invoicePayments,
  jobs,
  monthlyCloses,
  outbox,
  projects,
  runs,
  usageEvents,
  wallets,
} from "#drizzle/schema/index";
import {
  addPico,
  type Clock,
  Conflict,
  formatUsd,
  InvalidInput,
  NotFound,
  newId,
  type OrgScope,
  type Pico,
  parseUsd,
  pico,
} from "#kernel";
import { withOrg, withSystem } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { issueInvoice } from "../commands/issue-invoice";
import { verifyBill } from "../invoices/verify-bill";
import { getCreditNote } from "../queries/get-credit-note";
import { getFocus, openFocus } from "../queries/get-focus";
import { getInvoice } from "../queries/get-invoice";
import { getInvoiceAccount } from "../queries/get-invoice-account";
import { getJobUsage } from "../queries/get-job-usage";
import { getWallet } from "../queries/get-wallet";
import { listInvoices } from "../queries/list-invoices";
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
import { closeDue, closeMonth } from "./close-month";
import { collectDue } from "./collect-invoices";
import { creditRun } from "./credit-run";
import { billedCost } from "./focus";
import { getInvoicePdf } from "./get-pdf";
import { issueCreditNote } from "./issue-credit-note";
import { saveBillingProfile, setBillingTerms } from "./profile";
import { recordInvoicePayment } from "./record-payment";
import { setTaxRate } from "./tax-rates";

const { owner } = testDatabase();
const at = (iso: string): { clock: Clock } => ({ clock: { now: () => new Date(iso) } });
const NOVEMBER = at("2026-11-23T12:00:00Z");
const DECEMBER = at("2026-12-01T12:00:00Z");

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  await setTaxRate({ country: "DE", name: "VAT 19%", bps: 1_900 }, "test");
});

async function start(credit = "10.00"): Promise<Work> {
  const [work] = await postJob(await openOrganization(credit), shop);
  if (!work) throw new Error("no run was posted");
  return work;
}

const call = async (work: Work, output_tokens = 200) =>
  settle(work, await mustReserve(work), { input_tokens: 100, output_tokens, cache_read_input_tokens: 7 });

const PROFILE = {
  legalName: "Klient GmbH",
  address: "Unter den Linden 1\n10117 Berlin",
  country: "DE",
  vatId: "DE123456789",
  purchaseOrder: "PO-77",
  costCentre: "4711",
  email: "invoices@klient.example",
};

/** The moment of calls that are not sealed yet, moved: as if they had been charged then. */
const chargedAt = async (work: Work, iso: string) => {
  await owner.query("alter table usage_events disable trigger all");
  await owner.query(
    "update usage_events e set created_at = $1 where org_id = $2 and not exists (select 1 from seals s where s.ref_id = e.attempt_id)",
    [iso, work.scope.orgId],
  );
  await owner.query("alter table usage_events enable trigger all");
};

const account = (scope: OrgScope, id: string, when = NOVEMBER) => getInvoiceAccount(scope, id, when);
const balance = async (scope: OrgScope): Promise<Pico> => parseUsd((await getWallet(scope)).balance);
const eventsOf = async (work: Work): Promise<string[]> =>
  withOrg(work.scope, async (tx) =>
    (
      await tx.select({ id: usageEvents.attemptId }).from(usageEvents).where(eq(usageEvents.orgId, work.scope.orgId))
    ).map(({ id }) => id),
  );

describe("an invoice with a billing profile", () => {
  it("carries tax, terms, the purchase order and the project, and goes out by email", async () => {
    const work = await start();
    const { scope } = work;
    await saveBillingProfile(scope, PROFILE);
    const projectId = newId();
    await withOrg(scope, async (tx) => {
      await tx.insert(projects).values({ id: projectId, orgId: scope.orgId, name: "Research", costCentre: "R-1" });
      await tx.update(jobs).set({ projectId }).where(eq(jobs.id, work.jobId));
    });
    const { cost } = await call(work);
    const before = await balance(scope);
    const id = await issueInvoice(scope, NOVEMBER);
    const invoice = await getInvoice(scope, id);
    expect(invoice).toMatchObject({
      parties: { customer: { name: "Klient GmbH", country: "DE", vatId: "DE123456789", costCentre: "4711" } },
      purchaseOrder: "PO-77",
      dueAt: "2026-12-07T12:00:00.000Z",
      projects: [{ id: projectId, name: "Research", costCentre: "R-1" }],
      tax: { bps: 1_900, note: "VAT 19%" },
    });
    expect(invoice.lines[0]?.projectId).toBe(projectId);
    expect(verifyBill(JSON.parse(JSON.stringify(invoice)))).toMatchObject({ ok: true });
    expect(parseUsd(invoice.tax.amount) * 100n - cost * 19n).toBeLessThanOrEqual(50n);
    expect(await balance(scope)).toBe(pico(before - parseUsd(invoice.tax.amount)));
    expect(await account(scope, id)).toMatchObject({ state: "paid", due: "0.00" });
    const mail = await withOrg(scope, (tx) => tx.select().from(outbox));
    expect(mail).toMatchObject([
      { channel: "email", target: "invoices@klient.example", payload: { attachments: [{ invoiceId: id }] } },
    ]);

    const rows = await getFocus(scope, id);
    expect(billedCost(rows)).toBe(parseUsd(invoice.total));
    const { fileName, content } = await getInvoicePdf(scope, id, NOVEMBER);
    expect([fileName, content.subarray(0, 4).toString()]).toEqual([`${invoice.number}.pdf`, "%PDF"]);

    // What was issued stays as it was.
    await withOrg(scope, (tx) => tx.update(projects).set({ costCentre: "R-2" }).where(eq(projects.id, projectId)));
    await saveBillingProfile(scope, { ...PROFILE, legalName: "Other GmbH" });
    expect(await getInvoice(scope, id)).toEqual(invoice);
    expect(await violations()).toEqual([]);
  });

  it("leaves the tax to the recipient under reverse charge", async () => {
    const work = await start();
    await saveBillingProfile(work.scope, PROFILE);
    const terms = { taxBps: null, reverseCharge: true, termsDays: 30 };
    await setBillingTerms(work.scope.orgId, terms, "operator");
    await call(work);
    const invoice = await getInvoice(work.scope, await issueInvoice(work.scope, NOVEMBER));
    expect(invoice.tax).toEqual({ bps: 0, amount: "0.00", note: expect.stringContaining("DE123456789") });
    expect(invoice.dueAt).toBe("2026-12-23T12:00:00.000Z");
    // Without the id nobody is left to owe it.
    await saveBillingProfile(work.scope, { ...PROFILE, vatId: null });
    await call(work);
    expect((await getInvoice(work.scope, await issueInvoice(work.scope, NOVEMBER))).tax.bps).toBe(1_900);
  });

  it("stays open for the tax that the wallet does not have, and is paid when it has", async () => {
    const work = await start();
    await saveBillingProfile(work.scope, PROFILE);
    await call(work, 8_000);
    // All that is left is promised to a call under way.
    const all = await balance(work.scope);
    await owner.query("update wallets set held = $1 where org_id = $2", [all.toString(), work.scope.orgId]);
    const id = await issueInvoice(work.scope, NOVEMBER);
    const opened = await account(work.scope, id);
    expect(opened).toMatchObject({ state: "open", payments: [{ method: "wallet" }] });
    expect((await account(work.scope, id, at("2027-01-01T00:00:00Z"))).state).toBe("overdue");
    await owner.query("update wallets set held = 0 where org_id = $1", [work.scope.orgId]);
    await collectDue();
    await collectDue();
    expect(await account(work.scope, id)).toMatchObject({ state: "paid", due: "0.00" });
    expect(await balance(work.scope)).toBe(pico(all - parseUsd((await getInvoice(work.scope, id)).tax.amount)));
    expect(await violations()).toEqual([]);
  });
});

describe("an invoice of a postpaid organization", () => {
  let work: Work;
  let id: string;
  beforeEach(async () => {
    work = await start("0.00");
    await withSystem((tx) =>
      tx
        .update(wallets)
        .set({ creditLimit: parseUsd("50.00") })
        .where(eq(wallets.orgId, work.scope.orgId)),
    );
    await saveBillingProfile(work.scope, PROFILE);
    await call(work, 8_000);
    id = await issueInvoice(work.scope, NOVEMBER);
  });

  const pay = (amount: string, options: { id?: string } = {}) =>
    recordInvoicePayment(
      work.scope.orgId,
      { invoiceId: id, amount: parseUsd(amount), method: "bank", note: "T-1", ...options },
      "operator",
    );

  it("is open until it is paid, in parts too, and no more is taken than is due", async () => {
    const { total } = await getInvoice(work.scope, id);
    expect(await account(work.scope, id)).toMatchObject({ state: "open", due: total });
    await pay("0.01");
    const due = pico(parseUsd(total) - parseUsd("0.01"));
    expect(await account(work.scope, id)).toMatchObject({ state: "open", due: formatUsd(due) });
    await expect(pay(formatUsd(addPico(due, parseUsd("0.01"))))).rejects.toThrow(InvalidInput);
    const payment = newId();
    expect(await pay(formatUsd(due), { id: payment })).toBe(true);
    expect(await pay(formatUsd(due), { id: payment })).toBe(false);
    expect(await account(work.scope, id)).toMatchObject({ state: "paid", due: "0.00" });
    // Net and tax were owed; only the rounding is between that and what was paid.
    const left = await balance(work.scope);
    expect(left < 0n ? -left : left).toBeLessThan(parseUsd("0.01"));
    expect((await listInvoices(work.scope)).invoices).toMatchObject([{ id, state: "paid", due: "0.00" }]);
    expect(await violations()).toEqual([]);
  });

  it("is nobody else's to pay", async () => {
    const { scope } = await start();
    const payment = { invoiceId: id, amount: parseUsd("0.01"), method: "bank" as const, note: null };
    await expect(recordInvoicePayment(scope.orgId, payment, "operator")).rejects.toThrow(NotFound);
  });

  it("owes less when some of it is credited", async () => {
    const [event] = await eventsOf(work);
    const invoice = await getInvoice(work.scope, id);
    const lines = [{ eventId: event ?? "", amount: parseUsd(invoice.exactTotal) }];
    await issueCreditNote(
      work.scope.orgId,
      { invoiceId: id, lines, reason: "All wrong" },
      { ...NOVEMBER, actor: "op" },
    );
    expect(await account(work.scope, id)).toMatchObject({ state: "paid", due: "0.00" });
    expect(await balance(work.scope)).toBe(0n);
    expect(await violations()).toEqual([]);
  });
});

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
    const works = await postJob(await openOrganization("10.00"), shop, { lanes: 6 });
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

describe("a credit note", () => {
  let work: Work;
  let id: string;
  let lines: { eventId: string; charged: Pico }[];
  beforeEach(async () => {
    work = await start();
    await saveBillingProfile(work.scope, PROFILE);
    await call(work, 333);
    await call(work, 777);
    id = await issueInvoice(work.scope, NOVEMBER);
    lines = (await getInvoice(work.scope, id)).lines.map(({ attemptId, amount }) => ({
      eventId: attemptId,
      charged: parseUsd(amount),
    }));
  });

  const note = (amounts: readonly { eventId: string; amount: Pico }[], orgId = work.scope.orgId, invoiceId = id) =>
    issueCreditNote(orgId, { invoiceId, lines: amounts, reason: "The chart was wrong" }, { ...NOVEMBER, actor: "op" });
  const line = (index: number) => lines[index] ?? { eventId: "", charged: pico(0n) };

  it("gives money and its tax back, and refers to the lines it corrects", async () => {
    const { eventId, charged } = line(1);
    const before = await balance(work.scope);
    const third = pico(charged / 3n);
    const first = await getCreditNote(work.scope, await note([{ eventId, amount: third }]));
    const invoice = await getInvoice(work.scope, id);
    expect(first).toMatchObject({
      kind: "credit_note",
      corrects: { id, number: invoice.number },
      reason: "The chart was wrong",
      lines: [{ no: 1, invoiceLine: 2, attemptId: eventId, amount: formatUsd(third) }],
      exactTotal: formatUsd(pico(-third)),
    });
    const rest = await getCreditNote(
      work.scope,
      await note([
        { eventId, amount: pico(charged - third) },
        { eventId: line(0).eventId, amount: line(0).charged },
      ]),
    );
    // In all: exactly what was billed.
    expect(parseUsd(first.exactTotal) + parseUsd(rest.exactTotal)).toBe(-parseUsd(invoice.exactTotal));
    expect(parseUsd(first.tax.amount) + parseUsd(rest.tax.amount)).toBe(-parseUsd(invoice.tax.amount));
    expect(await balance(work.scope)).toBe(pico(before + parseUsd(invoice.exactTotal) + parseUsd(invoice.tax.amount)));
    const [serial] = (await owner.query("select max(serial) - min(serial) as gap, count(*) from invoices")).rows;
    expect(Number(serial.gap) + 1).toBe(Number(serial.count));
    expect(await getInvoice(work.scope, id)).toEqual(invoice);
    const [run] = await withOrg(work.scope, (tx) => tx.select().from(runs));
    expect(run?.cost).toBe(0n);
    const usage = await getJobUsage(work.scope, work.jobId);
    const sumOf = (parts: readonly { amount: string }[]) => addPico(...parts.map(({ amount }) => parseUsd(amount)));
    expect(sumOf(usage.lines)).toBe(sumOf(usage.credits));
    const periods = await openFocus(work.scope, { from: "2026-11-01", to: "2026-12-01" });
    const costs: Pico[] = [];
    for await (const rows of periods) costs.push(billedCost(rows));
    expect(costs).toEqual([invoice, first, rest].map(({ total }) => parseUsd(total)));
    expect((await account(work.scope, id)).creditNotes.map(({ number }) => number)).toEqual([
      first.number,
      rest.number,
    ]);
    await expect(note([{ eventId, amount: pico(1n) }])).rejects.toThrow(InvalidInput);
    expect(await violations()).toEqual([]);
  });

  it("never gives back more than was charged, by any number at once", async () => {
    const { eventId, charged } = line(0);
    const most = pico((charged * 2n) / 5n);
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => note([{ eventId, amount: most }])));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    expect(await violations()).toEqual([]);
  });

  it("is refused for what is not on the invoice, and for others' invoices", async () => {
    const stranger = await start();
    await call(stranger);
    const [foreign] = await eventsOf(stranger);
    const one = { eventId: line(0).eventId, amount: pico(1n) };
    await expect(note([one], stranger.scope.orgId)).rejects.toThrow(NotFound);
    await expect(note([{ eventId: foreign ?? "", amount: pico(1n) }])).rejects.toThrow(InvalidInput);
    await expect(note([one, one])).rejects.toThrow(InvalidInput);
    await expect(note([])).rejects.toThrow(InvalidInput);
    await expect(note([{ ...one, amount: pico(0n) }])).rejects.toThrow(InvalidInput);
    const credited = await note([one]);
    await expect(note([one], work.scope.orgId, credited)).rejects.toThrow(NotFound);
    await expect(getCreditNote(stranger.scope, credited)).rejects.toThrow(NotFound);
    await expect(getInvoice(work.scope, credited)).rejects.toThrow(NotFound);
    expect(await violations()).toEqual([]);
  });
});

describe("a run that failed for no fault of the brief", () => {
  const fail = (work: Work) =>
    withSystem(async (tx) => {
      await tx.select().from(runs).where(eq(runs.id, work.runId)).for("update");
      return creditRun(tx, { id: work.runId, orgId: work.scope.orgId }, "The provider was down", NOVEMBER);
    });

  it("costs nothing in the end, whether it was billed or not, and once", async () => {
    const work = await start();
    await saveBillingProfile(work.scope, PROFILE);
    const before = await balance(work.scope);
    await call(work, 100);
    const id = await issueInvoice(work.scope, NOVEMBER);
    const invoice = await getInvoice(work.scope, id);
    await call(work, 200);
    const spent = (await withOrg(work.scope, (tx) => tx.select().from(runs)))[0]?.cost;
    expect(await fail(work)).toBe(spent);
    expect(await fail(work)).toBe(0n);
    expect(await balance(work.scope)).toBe(before);
    expect((await withOrg(work.scope, (tx) => tx.select().from(runs)))[0]?.cost).toBe(0n);
    expect(await getInvoice(work.scope, id)).toEqual(invoice);
    expect((await account(work.scope, id)).creditNotes).toMatchObject([{ reason: "The provider was down" }]);
    expect((await owner.query("select spent from caps where subject_id = $1", [work.jobId])).rows).toEqual([
      { spent: "0" },
    ]);
    const next = await getInvoice(work.scope, await issueInvoice(work.scope, NOVEMBER));
    expect(next).toMatchObject({ exactTotal: "0.00", lines: [{ credits: [{ reason: "The provider was down" }] }] });
    expect(verifyBill(JSON.parse(JSON.stringify(next)))).toMatchObject({ ok: true });
    expect(await violations()).toEqual([]);
  });

  it("is credited once beside invoices that are being issued", async () => {
    const work = await start();
    const before = await balance(work.scope);
    for (let step = 0; step < 3; step++) await call(work, 100);
    const issuing = Array.from({ length: 3 }, () => issueInvoice(work.scope, NOVEMBER));
    await Promise.all([fail(work), fail(work), ...issuing]);
    expect(await balance(work.scope)).toBe(before);
    expect(await violations()).toEqual([]);
  });
});

it("a payment is written down for good", async () => {
  const work = await start();
  await call(work, 8_000);
  await issueInvoice(work.scope, NOVEMBER);
  await expect(withOrg(work.scope, (tx) => tx.delete(invoicePayments))).rejects.toThrow();
});
