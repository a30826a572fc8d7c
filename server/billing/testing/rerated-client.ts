import { eq } from "drizzle-orm";
import type pg from "pg";
import { beforeAll, beforeEach, expect } from "vitest";
import { caps, runs, wallets } from "#drizzle/schema/index";
import { formatUsd, type OrgScope, type Pico, parseUsd, pico, type RateTable, systemClock } from "#kernel";
import { withSystem } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { issueInvoice } from "../commands/issue-invoice";
import type { Bill } from "../invoices/bill";
import { billCsv } from "../invoices/bill-csv";
import { verifyBill } from "../invoices/verify-bill";
import { billedCost, focusOfBill } from "../invoicing/focus";
import { summarize } from "../invoicing/pdf/summary";
import { getInvoice } from "../queries/get-invoice";
import { mustReserve, openOrganization, openShop, postJob, type Shop, settle, type Work } from "./books";
import { publishPrices } from "./rerates";

/** 1,000 tokens in and 100 out: at 3 and 15 USD a million, a quarter on top. */
export const USAGE = { input_tokens: 1_000, output_tokens: 100 };
export const CALL = parseUsd("0.005625");
/** At twice the price, and at a third of it. */
export const DOUBLE = parseUsd("0.01125");
export const THIRD = parseUsd("0.001875");

type Rerates = {
  /** As the owner, whom nothing is hidden from. */
  readonly owner: pg.Client;
  readonly shop: Shop;
  /** Cards with twice the shop's prices, and a third of them. */
  readonly double: RateTable;
  readonly third: RateTable;
  /** A new client with a dollar for each test, and its run. */
  readonly scope: OrgScope;
  readonly work: Work;
  /** A run of another job. */
  post(to: OrgScope, budget?: string): Promise<Work>;
};

/** What a test file about re-ratings begins with; it calls this at its top level. */
export function testRerates(): Rerates {
  const { owner } = testDatabase();
  let [shop, double, third]: [Shop?, RateTable?, RateTable?] = [];
  let [scope, work]: [OrgScope?, Work?] = [];
  beforeAll(async () => {
    shop = await openShop();
    double = await publishPrices(shop, 2, { input: "6", output: "30" });
    third = await publishPrices(shop, 3, { input: "1", output: "5" });
  });
  beforeEach(async () => {
    scope = await openOrganization("1.00");
    work = await rerates.post(scope);
  });
  const rerates: Rerates = {
    owner,
    get shop() {
      return there(shop);
    },
    get double() {
      return there(double);
    },
    get third() {
      return there(third);
    },
    get scope() {
      return there(scope);
    },
    get work() {
      return there(work);
    },
    async post(to, budget = "1.00") {
      const [first] = await postJob(to, rerates.shop, { budget });
      return there(first);
    },
  };
  return rerates;
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("only a test that has begun has it");
  return value;
}

export async function call(on: Work, usage: unknown = USAGE) {
  const attempt = await mustReserve(on, { inputBound: 1_000n, wantedOutput: 1_024 });
  return { attempt, ...(await settle(on, attempt, usage)) };
}

export async function balances(of: Work) {
  const { orgId } = of.scope;
  return withSystem(async (tx) => {
    const [wallet] = await tx.select().from(wallets).where(eq(wallets.orgId, orgId));
    const [cap] = await tx.select().from(caps).where(eq(caps.subjectId, of.jobId));
    const [run] = await tx.select().from(runs).where(eq(runs.id, of.runId));
    return { posted: wallet?.posted, spent: cap?.spent, cost: run?.cost };
  });
}

/** Of a client that was given a dollar. */
export const left = (spent: Pico) => ({ posted: pico(parseUsd("1.00") - spent), spent, cost: spent });

/** The invoice as clients get it: its copies in other forms say the same. */
export async function invoiceOf(of: OrgScope): Promise<Bill> {
  const bill = await getInvoice(of, await issueInvoice(of, { clock: systemClock }));
  expect(verifyBill(bill)).toMatchObject({ ok: true });
  expect(billedCost(focusOfBill(bill))).toBe(parseUsd(bill.total));
  const amounts = billCsv(bill).split("\r\n").slice(1).filter(Boolean);
  expect(formatUsd(pico(amounts.reduce((sum, row) => sum + parseUsd(row.split(",").at(-1) ?? ""), 0n)))).toBe(
    bill.exactTotal,
  );
  expect(formatUsd(pico(summarize(bill).reduce((sum, { amount }) => sum + parseUsd(amount), 0n)))).toBe(
    bill.exactTotal,
  );
  return bill;
}
