import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Pico, parseUsd, pico, ZERO } from "#kernel";
import { computeTotal } from "../invoices/bill";
import { computeCollections } from "./collect";
import { dueOf, stateOf } from "./invoice-state";
import { decideTax, taxCredited, taxOn } from "./tax";

const amount = fc.bigInt({ min: 0n, max: 10n ** 19n }).map(pico);
const bps = fc.integer({ min: 0, max: 10_000 });
const CENT = 10_000_000_000n;

const abs = (value: bigint): bigint => (value < 0n ? -value : value);
const sum = (amounts: readonly bigint[]): Pico => pico(amounts.reduce((total, one) => total + one, 0n));

describe("tax", () => {
  it("is off by half a picodollar at most, and to the even side at the half", () => {
    fc.assert(fc.property(amount, bps, (net, rate) => abs(taxOn(net, rate) * 10_000n - net * BigInt(rate)) <= 5_000n));
    expect([taxOn(pico(5n), 1_000), taxOn(pico(15n), 1_000), taxOn(pico(-15n), 1_000)]).toEqual([0n, 2n, -2n]);
  });

  it("comes back to the picodollar however a refund is cut up", () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 8 }), bps, (parts, rate) => {
        let before = ZERO;
        let back = 0n;
        for (const part of parts) {
          const tax = taxCredited(before, part, rate);
          expect(tax).toBeGreaterThanOrEqual(0n);
          expect(abs(tax - taxOn(part, rate))).toBeLessThanOrEqual(1n);
          back += tax;
          before = pico(before + part);
        }
        expect(back).toBe(taxOn(sum(parts), rate));
      }),
    );
  });

  const profile = { vatId: "DE123456789", reverseCharge: false, taxBps: null };
  const rate = { name: "VAT 19%", bps: 1_900 };
  it.each([
    ["nobody's without a profile", null, rate, { bps: 0, note: null }],
    ["the country's", profile, rate, { bps: 1_900, note: "VAT 19%" }],
    ["none where the operator set none", profile, null, { bps: 0, note: null }],
    ["the organization's own before the country's", { ...profile, taxBps: 700 }, rate, { bps: 700, note: "VAT 19%" }],
    ["none by its own", { ...profile, taxBps: 0 }, null, { bps: 0, note: null }],
    ["the country's for reverse charge without a VAT id", { ...profile, reverseCharge: true, vatId: null }, rate, rate],
  ])("is %s", (_, given, country, expected) => {
    expect(decideTax(given, country)).toMatchObject({ bps: expected.bps });
  });

  it("is left to the recipient under reverse charge, and says so", () => {
    const { bps, note } = decideTax({ ...profile, reverseCharge: true, taxBps: 700 }, rate);
    expect(bps).toBe(0);
    expect(note).toContain("DE123456789");
  });
});

describe("totals", () => {
  it("are whole cents, and over many documents never half a cent from what is exact", () => {
    const documents = fc.array(fc.tuple(amount, bps, fc.boolean()), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(documents, (drafts) => {
        let carried = ZERO;
        let exact = 0n;
        let billed = 0n;
        for (const [net, rate, isNote] of drafts) {
          const exactTotal = isNote ? pico(-net) : net;
          const tax = taxOn(exactTotal, rate);
          const { rounding, total } = computeTotal(exactTotal, tax, carried);
          expect(total % CENT).toBe(0n);
          expect(total).toBe(exactTotal + tax + carried + rounding);
          expect(abs(rounding) * 2n).toBeLessThanOrEqual(CENT);
          exact += exactTotal + tax;
          billed += total;
          carried = pico(-rounding);
        }
        expect(billed - exact).toBe(-carried);
      }),
    );
  });
});

describe("what is due", () => {
  const now = new Date("2026-11-23T12:00:00Z");
  const invoice = { total: parseUsd("10.00"), paid: ZERO, credited: ZERO, dueAt: new Date("2026-12-01T00:00:00Z") };
  it.each([
    ["open until it is paid", invoice, now, "open", "10.00"],
    ["overdue after its day", invoice, new Date("2026-12-02T00:00:00Z"), "overdue", "10.00"],
    ["paid", { ...invoice, paid: parseUsd("10.00") }, now, "paid", "0.00"],
    [
      "paid when the rest was credited",
      { ...invoice, paid: parseUsd("4.00"), credited: parseUsd("6.00") },
      now,
      "paid",
      "0.00",
    ],
    ["open when part of it is paid", { ...invoice, paid: parseUsd("4.00") }, now, "open", "6.00"],
    ["never below zero", { ...invoice, paid: parseUsd("10.00"), credited: parseUsd("3.00") }, now, "paid", "0.00"],
  ])("is %s", (_, account, at, state, due) => {
    expect([stateOf(account, at), dueOf(account)]).toEqual([state, parseUsd(due)]);
  });
});

describe("what a wallet pays", () => {
  const open = (total: string, tax: string, id = "a") => ({
    id,
    total: parseUsd(total),
    paid: ZERO,
    credited: ZERO,
    dueAt: null,
    taxToTake: parseUsd(tax),
  });
  const purse = (posted: string, free = posted) => ({ posted: parseUsd(posted), free: parseUsd(free) });

  it("is everything when it is prepaid and has the tax", () => {
    expect(computeCollections([open("11.90", "1.90")], purse("5.00"))).toEqual([
      { invoiceId: "a", tax: parseUsd("1.90"), paid: parseUsd("11.90") },
    ]);
  });

  it("is the net alone when the tax is missing", () => {
    expect(computeCollections([open("11.90", "1.895")], purse("1.00"))).toEqual([
      { invoiceId: "a", tax: ZERO, paid: parseUsd("10.00") },
    ]);
  });

  it("is nothing while it is below zero, but the tax is taken within the credit limit", () => {
    expect(computeCollections([open("11.90", "1.90")], purse("-10.00", "40.00"))).toEqual([
      { invoiceId: "a", tax: parseUsd("1.90"), paid: ZERO },
    ]);
  });

  it("goes to the oldest first", () => {
    const two = [open("11.90", "1.90", "a"), open("23.80", "3.80", "b")];
    expect(computeCollections(two, purse("2.00")).map(({ tax, paid }) => [tax, paid])).toEqual([
      [parseUsd("1.90"), parseUsd("11.90")],
      [ZERO, parseUsd("20.00")],
    ]);
  });

  it("never takes more than is free, nor pays more than is due", () => {
    const invoices = fc.array(fc.tuple(amount, amount), { maxLength: 6 });
    fc.assert(
      fc.property(invoices, fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }), amount, (pairs, posted, free) => {
        const opened = pairs.map(([net, tax], index) => {
          const total = computeTotal(net, tax, ZERO).total;
          return { id: String(index), total, paid: ZERO, credited: ZERO, dueAt: null, taxToTake: tax };
        });
        const collected = computeCollections(opened, { posted: pico(posted), free });
        expect(sum(collected.map(({ tax }) => tax))).toBeLessThanOrEqual(free);
        for (const { invoiceId, paid } of collected) {
          expect(paid).toBeLessThanOrEqual(opened[Number(invoiceId)]?.total ?? -1n);
          expect(paid % CENT).toBe(0n);
        }
      }),
    );
  });
});
