import { beforeAll, describe, expect, it } from "vitest";
import { formatUsd, newId, type OrgScope, parseUsd, pico, systemClock } from "#kernel";
import { withSystem } from "#platform";
import { closeDue } from "../invoicing/close-due";
import { creditRun } from "../invoicing/credit-run";
import { focusOfBill } from "../invoicing/focus";
import { issueCreditNote } from "../invoicing/issue-credit-note";
import { saveBillingProfile } from "../invoicing/profile";
import { setTaxRate } from "../invoicing/tax-rates";
import { getInvoice } from "../queries/get-invoice";
import { getJobUsage } from "../queries/get-job-usage";
import { getPeriodStatement } from "../queries/get-period-statement";
import { listInvoices } from "../queries/list-invoices";
import { getSpend } from "../statements/get-spend";
import { openOrganization, publishCard, violations } from "../testing/books";
import { balances, CALL, call, DOUBLE, invoiceOf, left, THIRD, testRerates, USAGE } from "../testing/rerated-client";
import { inAnHour, rerateOf } from "../testing/rerates";
import { previewRerate } from "./preview-rerate";

const OPERATOR = { label: "Olga" };

const given = testRerates();

const invoice = (of: OrgScope = given.scope) => invoiceOf(of);

describe("a call that becomes dearer", () => {
  it("costs the difference: of the wallet, of its caps and of its run", async () => {
    await call(given.work);
    expect(await balances(given.work)).toEqual(left(CALL));
    await rerateOf(given.scope.orgId, given.double);
    expect(await balances(given.work)).toEqual(left(DOUBLE));
    expect(await violations()).toEqual([]);
  });

  it("shows both prices where the client looks", async () => {
    await call(given.work);
    await rerateOf(given.scope.orgId, given.double);
    const delta = { billed: "0.005625", rerated: "0.01125", credited: "0.00", amount: "0.005625" };
    const reason = "The list was wrong";
    const { lines, credits, adjustments } = await getJobUsage(given.scope, given.work.jobId);
    expect(adjustments).toMatchObject([
      { runId: given.work.runId, step: 1, attempt: 1, reason, rateCardId: given.double.rateCardId, ...delta },
    ]);
    expect(adjustments[0]?.components.map(({ component, rate }) => [component, rate])).toEqual([
      ["input", "7.5"],
      ["output", "37.5"],
    ]);
    const sum = (parts: readonly { amount: string }[]) =>
      parts.reduce((total, { amount }) => total + parseUsd(amount), 0n);
    expect(sum(lines) - sum(credits) + sum(adjustments)).toBe(DOUBLE);
    const { month, unbilled } = await getPeriodStatement(given.scope, { clock: systemClock });
    for (const statement of [month, unbilled]) {
      expect(statement).toMatchObject({ lines: "0.005625", adjustments: "0.005625", total: "0.01125", balanced: true });
    }
    const bill = await invoice();
    expect(bill).toMatchObject({ exactTotal: "0.01125", lines: [{ amount: "0.005625" }] });
    expect(bill.adjustments).toMatchObject([
      { no: 1, deltaNo: 1, call: { invoice: bill.number, line: 1 }, reason, ...delta },
    ]);
  });

  it("is the agency's expense where the wallet does not afford it", async () => {
    const poor = await openOrganization("0.03");
    const poorWork = await given.post(poor);
    await call(poorWork, { input_tokens: 1_000, output_tokens: 900 });
    // 0.020625 charged; 0.009375 left.
    const everything = { from: new Date(0), to: new Date(), modelId: null, orgId: poor.orgId };
    const { wallets } = await previewRerate(
      { ...everything, rateCardId: given.double.rateCardId },
      { clock: inAnHour },
    );
    expect(wallets).toEqual([
      {
        orgId: poor.orgId,
        difference: parseUsd("0.020625"),
        free: parseUsd("0.009375"),
        short: parseUsd("0.01125"),
      },
    ]);
    await rerateOf(poor.orgId, given.double);
    expect((await balances(poorWork)).posted).toBe(0n);
    const { adjustments } = await getJobUsage(poor, poorWork.jobId);
    expect(adjustments).toMatchObject([{ rerated: "0.04125", credited: "0.01125", amount: "0.009375" }]);
    expect((await invoice(poor)).exactTotal).toBe("0.03");
    expect(await violations()).toEqual([]);
  });

  it("is the agency's expense where a cap does not afford it", async () => {
    const tight = await given.post(given.scope, "0.03");
    await call(tight, { input_tokens: 1_000, output_tokens: 900 });
    await rerateOf(given.scope.orgId, given.double);
    expect(await balances(tight)).toEqual(left(parseUsd("0.03")));
    expect(await violations()).toEqual([]);
  });

  it("stays given back when its run was", async () => {
    await call(given.work);
    const spoil = () =>
      withSystem((tx) =>
        creditRun(tx, { id: given.work.runId, orgId: given.scope.orgId }, "the sandbox failed", { clock: systemClock }),
      );
    await spoil();
    await rerateOf(given.scope.orgId, given.double);
    expect(await balances(given.work)).toEqual(left(pico(0n)));
    expect(await spoil()).toBe(0n);
    expect((await invoice()).exactTotal).toBe("0.00");
    expect(await violations()).toEqual([]);
  });

  it.each(["before", "after"])("is given back with its delta when its run fails %s the invoice", async (when) => {
    await call(given.work);
    if (when === "after") await invoice();
    await rerateOf(given.scope.orgId, given.double);
    await withSystem((tx) =>
      creditRun(tx, { id: given.work.runId, orgId: given.scope.orgId }, "the sandbox failed", { clock: systemClock }),
    );
    expect(await balances(given.work)).toEqual(left(pico(0n)));
    await invoice();
    expect(await violations()).toEqual([]);
  });
});

describe("a call that becomes cheaper", () => {
  beforeAll(() => setTaxRate({ country: "DE", name: "VAT", bps: 1_900 }, OPERATOR.label));

  it("gives the difference back after it was invoiced, with its tax, on the next invoice", async () => {
    const none = { vatId: null, purchaseOrder: null, costCentre: null, email: null };
    await saveBillingProfile(given.scope, { legalName: "Client", address: "1 Street", country: "DE", ...none });
    await call(given.work);
    const first = await invoice();
    expect(first.tax.amount).toBe("0.00106875");
    await rerateOf(given.scope.orgId, given.third);
    expect((await getPeriodStatement(given.scope, { clock: systemClock })).pending).toEqual({
      calls: 1,
      amount: "-0.00375",
    });
    const next = await invoice();
    expect(next).toMatchObject({ exactTotal: "-0.00375", tax: { amount: "-0.0007125" }, lines: [] });
    expect(next.adjustments).toMatchObject([
      { call: { invoice: first.number, line: 1 }, billed: "0.005625", rerated: "0.001875" },
    ]);
    expect(focusOfBill(next)[0]).toMatchObject({ ChargeCategory: "Adjustment", ChargeClass: "Correction" });
    const taxed = pico(THIRD + parseUsd("0.00035625"));
    expect((await balances(given.work)).posted).toBe(parseUsd("1.00") - taxed);
    expect(await violations()).toEqual([]);
  });

  it("gives back no more than was paid, after a credit note", async () => {
    const { attempt } = await call(given.work);
    const { id: invoiceId } = await invoice();
    const lines = [{ eventId: attempt.id, amount: parseUsd("0.005") }];
    await issueCreditNote(
      given.scope.orgId,
      { invoiceId, lines, reason: "A mistake" },
      { clock: systemClock, actor: "Olga" },
    );
    await rerateOf(given.scope.orgId, given.third);
    expect(await balances(given.work)).toEqual(left(pico(0n)));
    expect((await getJobUsage(given.scope, given.work.jobId)).adjustments).toMatchObject([
      { credited: "-0.003125", amount: "-0.000625" },
    ]);
    await invoice();
    expect(await violations()).toEqual([]);
  });
});

it("puts what it gives back on the bill of the month, also for a client that used nothing since", async () => {
  await call(given.work);
  await invoice();
  await rerateOf(given.scope.orgId, given.third);
  const afterTwoMonths = { now: () => new Date(Date.now() + 70 * 24 * 3_600_000) };
  await closeDue({ clock: afterTwoMonths });
  const { invoices } = await listInvoices(given.scope, { limit: 10 });
  expect(invoices).toHaveLength(2);
  const [latest] = invoices;
  expect((await getInvoice(given.scope, latest?.id ?? "")).exactTotal).toBe("-0.00375");
  await closeDue({ clock: afterTwoMonths });
  expect((await listInvoices(given.scope, { limit: 10 })).invoices).toHaveLength(2);
  const spent = await getSpend(given.scope, { by: "agent" }, { clock: systemClock });
  expect(spent.total).toBe(formatUsd(THIRD));
});

describe("re-rating again", () => {
  it("posts the difference to what is billed now", async () => {
    await call(given.work);
    await rerateOf(given.scope.orgId, given.double);
    await invoice();
    await rerateOf(given.scope.orgId, given.third);
    await rerateOf(given.scope.orgId, given.shop.rates);
    expect(await balances(given.work)).toEqual(left(CALL));
    const { adjustments = [] } = await invoice();
    expect(adjustments.map(({ deltaNo, billed, rerated, amount }) => [deltaNo, billed, rerated, amount])).toEqual([
      [2, "0.01125", "0.001875", "-0.009375"],
      [3, "0.001875", "0.005625", "0.00375"],
    ]);
    expect(await violations()).toEqual([]);
  });

  it("under the same card changes nothing", async () => {
    await call(given.work);
    await rerateOf(given.scope.orgId, given.shop.rates);
    await rerateOf(given.scope.orgId, given.double);
    await rerateOf(given.scope.orgId, given.double);
    expect((await getJobUsage(given.scope, given.work.jobId)).adjustments).toHaveLength(1);
  });

  it("leaves what the card does not price as it was", async () => {
    await call(given.work, { ...USAGE, cache_read_input_tokens: 10 });
    const before = await balances(given.work);
    const lines = given.double.lines.filter(({ component }) => component !== "cacheRead");
    const other = { ...given.double, lines, rateCardId: newId() };
    await withSystem((tx) => publishCard(tx, other, { version: 4 }));
    await rerateOf(given.scope.orgId, other);
    expect(await balances(given.work)).toEqual(before);
  });
});
