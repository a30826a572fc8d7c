import { eq } from "drizzle-orm";
import { expect } from "vitest";
import { caps, runs, wallets } from "#drizzle/schema/index";
import { formatUsd, type OrgScope, type Pico, parseUsd, pico, systemClock } from "#kernel";
import { withSystem } from "#platform";
import { issueInvoice } from "../commands/issue-invoice";
import type { Bill } from "../invoices/bill";
import { billCsv } from "../invoices/bill-csv";
import { verifyBill } from "../invoices/verify-bill";
import { billedCost, focusOfBill } from "../invoicing/focus";
import { summarize } from "../invoicing/pdf/summary";
import { getInvoice } from "../queries/get-invoice";
import { mustReserve, postJob, type Shop, settle, type Work } from "./books";

/** 1,000 tokens in and 100 out: at 3 and 15 USD a million, a quarter on top. */
export const USAGE = { input_tokens: 1_000, output_tokens: 100 };
export const CALL = parseUsd("0.005625");
/** At twice the price, and at a third of it. */
export const DOUBLE = parseUsd("0.01125");
export const THIRD = parseUsd("0.001875");

export async function postOne(to: OrgScope, shop: Shop, budget = "1.00"): Promise<Work> {
  const [first] = await postJob(to, shop, { budget });
  if (!first) throw new Error("no run");
  return first;
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
