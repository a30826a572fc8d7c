import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { invoicePayments, jobs, outbox, projects, wallets } from "#drizzle/schema/index";
import { addPico, formatUsd, InvalidInput, NotFound, newId, parseUsd, pico } from "#kernel";
import { withOrg, withSystem } from "#platform";
import { issueInvoice } from "../commands/issue-invoice";
import { verifyBill } from "../invoices/verify-bill";
import { getFocus } from "../queries/get-focus";
import { getInvoice } from "../queries/get-invoice";
import { listInvoices } from "../queries/list-invoices";
import { violations, type Work } from "../testing/books";
import { account, at, balance, call, eventsOf, NOVEMBER, PROFILE, testInvoicing } from "../testing/invoicing";
import { collectDue } from "./collect-invoices";
import { billedCost } from "./focus";
import { getInvoicePdf } from "./get-pdf";
import { issueCreditNote } from "./issue-credit-note";
import { saveBillingProfile, setBillingTerms } from "./profile";
import { recordInvoicePayment } from "./record-payment";

const { owner, start } = testInvoicing();

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

it("a payment is written down for good", async () => {
  const work = await start();
  await call(work, 8_000);
  await issueInvoice(work.scope, NOVEMBER);
  await expect(withOrg(work.scope, (tx) => tx.delete(invoicePayments))).rejects.toThrow();
});
