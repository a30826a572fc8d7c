import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { parseDecimal, parseUsd } from "#kernel";
import { amountOf } from "../pricing/rate";
import { sampleBill, sampleCreditNote } from "../testing/bills";
import { billedCost, focusCsv, focusOfBill, focusOfCreditNote } from "./focus";

const MANDATORY = [
  ...[
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
  ],
  ...["ChargeCategory", "ChargeClass", "ChargeDescription", "ChargePeriodEnd", "ChargePeriodStart", "ContractedCost"],
  ...["EffectiveCost", "InvoiceIssuerName", "ListCost", "PricingQuantity", "PricingUnit", "ProviderName"],
  ...["PublisherName", "ServiceCategory", "ServiceName"],
];
const NEVER_NULL = MANDATORY.filter((name) => !["ChargeClass", "PricingQuantity", "PricingUnit"].includes(name));
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

const bill = sampleBill();
const rows = focusOfBill(bill);

describe("an invoice in FOCUS 1.2", () => {
  it("adds up to what is to be paid", () => {
    expect(billedCost(rows)).toBe(parseUsd(bill.total));
    expect(rows.map((row) => row.ChargeCategory)).toEqual([
      ...["Usage", "Usage", "Usage", "Usage", "Usage", "Usage", "Credit"],
      ...["Tax", "Adjustment", "Adjustment"],
    ]);
  });

  it("has every mandatory column, and no null where none is allowed", () => {
    const { data, meta } = Papa.parse<Record<string, string>>(focusCsv(rows), { header: true });
    expect(meta.fields).toEqual(expect.arrayContaining(MANDATORY));
    for (const row of data) {
      expect(NEVER_NULL.filter((name) => !row[name])).toEqual([]);
      expect([row.BillingPeriodStart, row.BillingPeriodEnd, row.ChargePeriodStart, row.ChargePeriodEnd]).toEqual(
        Array(4).fill(expect.stringMatching(MOMENT)),
      );
      expect(Date.parse(row.ChargePeriodStart ?? "")).toBeLessThan(Date.parse(row.ChargePeriodEnd ?? ""));
      expect(new Set([row.BilledCost, row.EffectiveCost, row.ListCost, row.ContractedCost]).size).toBe(1);
    }
  });

  it("prices usage, and only usage", () => {
    for (const row of rows) {
      const priced = [
        row.ConsumedQuantity,
        row.ConsumedUnit,
        row.PricingQuantity,
        row.PricingUnit,
        row.SkuId,
        row.SkuPriceId,
      ];
      if (row.ChargeCategory !== "Usage") {
        expect([...priced, row.ListUnitPrice, row.ContractedUnitPrice]).toEqual(Array(8).fill(null));
        continue;
      }
      expect(priced).not.toContain(null);
      const unit = Number(row.PricingUnit?.split(" ")[0]);
      const amount = amountOf(BigInt(row.ConsumedQuantity ?? ""), parseDecimal(row.ListUnitPrice ?? "", "rate"), unit);
      expect(amount).toBe(parseUsd(row.BilledCost ?? ""));
    }
    expect(rows[0]).toMatchObject({
      ConsumedQuantity: "12000",
      ConsumedUnit: "Tokens",
      PricingQuantity: "0.012",
      PricingUnit: "1000000 Tokens",
      ServiceCategory: "AI and Machine Learning",
      InvoiceId: "HIRE-2026-000042",
    });
  });

  it("books each call under its project, or else the organization's cost centre", () => {
    expect(rows[0]).toMatchObject({ SubAccountName: "Research", SubAccountType: "Project" });
    expect(JSON.parse(rows[0]?.Tags ?? "")).toMatchObject({ cost_centre: "R-1", agent: "data-analyst" });
    expect(rows[4]).toMatchObject({ SubAccountId: null, SubAccountName: null, SubAccountType: null });
    expect(JSON.parse(rows[4]?.Tags ?? "")).toMatchObject({ cost_centre: "4711" });
  });
});

it("a credit note in FOCUS corrects what was invoiced", () => {
  const corrected = focusOfCreditNote(sampleCreditNote());
  expect(billedCost(corrected)).toBe(parseUsd("-0.04"));
  expect(corrected.every(({ ChargeClass }) => ChargeClass === "Correction")).toBe(true);
});
