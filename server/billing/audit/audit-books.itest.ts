import { beforeAll, describe, expect, it } from "vitest";
import { topups } from "#drizzle/schema/index";
import { newId, parseUsd, systemClock } from "#kernel";
import { withSystem } from "#platform";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { issueInvoice } from "../commands/issue-invoice";
import { closeMonth } from "../invoicing/close-month";
import { issueCreditNote } from "../invoicing/issue-credit-note";
import { saveBillingProfile } from "../invoicing/profile";
import { recordInvoicePayment } from "../invoicing/record-payment";
import { setTaxRate } from "../invoicing/tax-rates";
import { recordStripeEvent } from "../payments/receive-stripe-event";
import { recordBankTransfer } from "../payments/record-bank-transfer";
import { grantPromotion } from "../promotions/grant-promotion";
import { webhooksOf } from "../proofs/webhooks";
import { getInvoiceAccount } from "../queries/get-invoice-account";
import { sealEvents } from "../seal/seal-entries";
import { lose, mustReserve, openOrganization, openShop, postJob, type Shop, settle } from "../testing/books";
import { publishPrices, rerateOf } from "../testing/rerates";
import { auditBooks } from "./audit-books";

const { owner } = testDatabase();

beforeAll(async () => {
  const shop = await openShop();
  const scope = await openOrganization("10.00");
  const [{ orgId }, operator, amount] = [scope, { label: "Olga" }, parseUsd("5.00")];
  await recordBankTransfer(operator, { orgId, amount, reference: "test" });
  const credit = { orgId, name: "Welcome", amount, expiresAt: null, cause: "test" };
  await grantPromotion(operator, credit, { clock: systemClock });
  const works = await postJob(scope, shop, { budget: "0.50", lanes: 2 });
  for (const work of works) {
    await settle(work, await mustReserve(work, { wantedOutput: 1_024 }), { input_tokens: 10, output_tokens: 20 });
    await lose(work, await mustReserve(work, { wantedOutput: 1_024 }));
  }
  const [work] = works;
  if (!work) throw new Error("no run was posted");
  await settle(work, await mustReserve(work, { wantedOutput: 1_024 }), { input_tokens: 10, output_tokens: 99_000 });
  await issueInvoice(scope, { clock: systemClock });
  await issueInvoice(scope, { clock: systemClock });
  await owner.query("update jobs set status = 'review'");
  const [other] = await postJob(scope, shop, { budget: "1.00" });
  if (other) await mustReserve(other);
  // A call that was sealed after the invoice, and one that waits for its seal.
  for (const seal of [true, false]) {
    const [late] = await postJob(scope, shop, { budget: "1.00" });
    if (!late) throw new Error("no run was posted");
    await settle(late, await mustReserve(late, { wantedOutput: 1_024 }), { input_tokens: 10, output_tokens: 20 });
    if (seal) await sealEvents();
  }
  await correctInvoice(shop);
  await rerateCalls(shop);
  await chargeBack(shop);
  // What is changed below gets past all guards.
  await owner.query("set session_replication_role = replica");
});

/** In an organization of its own: a call that became dearer and then cheaper, on an invoice and after it. */
async function rerateCalls(shop: Shop): Promise<void> {
  const scope = await openOrganization("0.022");
  const { orgId } = scope;
  const [work] = await postJob(scope, shop);
  if (!work) throw new Error("no run was posted");
  await settle(work, await mustReserve(work, { inputBound: 20n, wantedOutput: 1_000 }), {
    input_tokens: 10,
    output_tokens: 900,
  });
  // The wallet does not afford the whole difference.
  await rerateOf(orgId, await publishPrices(shop, 2, { input: "6", output: "30" }));
  await issueInvoice(scope, { clock: systemClock });
  await rerateOf(orgId, await publishPrices(shop, 3, { input: "3", output: "10" }));
  await sealEvents(orgId);
}

/** In an organization of its own: a closed month, and a taxed invoice that was paid by bank and has a credit note. */
async function correctInvoice(shop: Shop): Promise<void> {
  const scope = await openOrganization("1.00");
  const { orgId } = scope;
  await setTaxRate({ country: "DE", name: "VAT", bps: 1_900 }, "Olga");
  const none = { vatId: null, purchaseOrder: null, costCentre: null, email: null };
  await saveBillingProfile(scope, { legalName: "Client", address: "1 Street", country: "DE", ...none });
  await closeMonth(orgId, "2020-01", { clock: systemClock });
  const [work] = await postJob(scope, shop);
  if (!work) throw new Error("no run was posted");
  const attempt = await mustReserve(work, { wantedOutput: 1_024 });
  await settle(work, attempt, { input_tokens: 10, output_tokens: 1_000 });
  // Nothing is free for the tax until it was paid.
  await owner.query("update wallets set held = posted where org_id = $1", [orgId]);
  const invoiceId = await issueInvoice(scope, { clock: systemClock });
  await owner.query("update wallets set held = 0 where org_id = $1", [orgId]);
  const { due } = await getInvoiceAccount(scope, invoiceId, { clock: systemClock });
  const payment = { invoiceId, amount: parseUsd(due), method: "bank" as const, note: null };
  await recordInvoicePayment(orgId, payment, "Olga");
  const lines = [{ eventId: attempt.id, amount: parseUsd("0.0001") }];
  await issueCreditNote(orgId, { invoiceId, lines, reason: "test" }, { clock: systemClock, actor: "Olga" });
  await sealEvents(orgId);
}

/** In an organization of its own: a payment that the payer's bank has taken back while a call holds a part of it. */
async function chargeBack(shop: Shop): Promise<void> {
  const scope = await openOrganization("0.00");
  const topup = { id: newId(), orgId: scope.orgId, method: "stripe", state: "pending", createdBy: "test" } as const;
  await withSystem((tx) => tx.insert(topups).values({ ...topup, amount: parseUsd("0.50") }));
  const claims = [{ amount: 50, outcome: "open" as const }];
  const [paid, ...claimed] = webhooksOf(topup.id, { kind: "card", cents: 50, isPaid: true, refunds: [], claims });
  const take = (webhook: typeof paid) => webhook && recordStripeEvent(webhook.event, async () => undefined);
  await take(paid);
  const [work] = await postJob(scope, shop);
  if (!work) throw new Error("no run was posted");
  await mustReserve(work, { wantedOutput: 1_024 });
  for (const webhook of claimed) await take(webhook);
}

const broken = async (): Promise<string[]> =>
  (await auditBooks()).flatMap(({ name, first }) => (first === null ? [] : name));

it("finds nothing in books that balance, and looked at something for every invariant", async () => {
  const results = await auditBooks();
  expect(results.filter(({ first }) => first !== null)).toEqual([]);
  expect(results.filter(({ checked }) => checked === 0)).toEqual([]);
});

const firstOf = (table: string, key: string, where = "true") =>
  `${key} = (select ${key} from ${table} where ${where} order by ${key} limit 1)`;

describe("finds", () => {
  it.each([
    ["wallets", "posted", "true", "each wallet's balance"],
    ["wallets", "held", "owed = 0", "each wallet holds"],
    ["caps", "held", firstOf("caps", "id", `spent + held < "limit"`), "each cap"],
    ["caps", "spent", firstOf("caps", "id", `spent + held < "limit"`), "each cap"],
    ["holds", "amount", "state = 'open'", "each wallet holds"],
    ["charge_lines", "amount", "component = 'input'", "each charge line"],
    ["charge_lines", "quantity", "component = 'input'", "each charge line"],
    ["charge_lines", "rate", "component = 'input'", "each charge line"],
    ["credits", "amount", "true", "lines less credits"],
    ["transfers", "amount", "kind = 'charge'", "lines less credits"],
    ["transfers", "amount", "kind = 'demo_credit'", "each wallet's balance"],
    ["transfers", "amount", "kind = 'invoice_rounding'", "each invoice adds up"],
    ["usage_events", "cost", "true", "lines less credits"],
    ["wallets", "promotional", "promotional > 0", "each wallet's promotional credit"],
    ["promotions", "remaining", "true", "each promotion", -1],
    ["promotions", "held", "true", "each promotion"],
    ["hold_draws", "amount", "spent is null", "each promotion"],
    ["hold_draws", "spent", firstOf("hold_draws", "attempt_id", "spent > 0"), "each draw", -1],
    ["topups", "paid", "true", "each top-up"],
    ["topups", "refunded", "true", "each refund"],
    ["topups", "charged_back", "charged_back > 0", "each claim of a payer's bank", -1],
    ["topups", "recovered", "recovered > 0", "each refund"],
    ["chargebacks", "amount", "true", "each claim of a payer's bank"],
    ["wallets", "owed", "owed > 0", "each wallet owes"],
    ["transfers", "amount", "kind = 'chargeback'", "each refund"],
    ["transfers", "amount", "kind = 'promotion'", "each promotion"],
    ["transfers", "amount", "kind = 'topup'", "each top-up"],
    ["usage_events", "step_no", firstOf("usage_events", "attempt_id"), "every settled attempt", 50],
    ["waste", "amount", "true", "wasted calls"],
    ["runs", "cost", "true", "each run"],
    ["runs", "steps", "true", "each run"],
    ["seals", "amount", "kind = 'usage'", "each sealed call"],
    ["seals", "line", firstOf("seals", "ref_id", "line > 1"), "each tally"],
    ["tallies", "amount", "true", "each tally"],
    ["tallies", "calls", firstOf("tallies", "org_id"), "each tally"],
    ["tallies", "first_line", "invoice_id is not null", "each invoice adds up"],
    ["invoices", "carried_in = carried_in - 1, exact_total", "serial = 1", "each invoice adds up"],
    ["invoices", "first_seal", "serial = 1", "each invoice covers"],
    ["usage_events", "markup_bps", firstOf("usage_events", "attempt_id"), "each seal is the digest"],
    ["seals", "seq", "ref_id = (select ref_id from seals order by seq desc limit 1)", "each organization's seals"],
    ["seal_heads", "seq", "true", "each signed head", 50],
    ["invoice_counters", "last", "true", "invoice numbers"],
    ["credit_note_lines", "amount", "true", "each invoice adds up"],
    ["invoices", "tax_bps", "tax > 0", "each invoice adds up", 10],
    ["transfers", "amount", "kind = 'refund'", "a credit note gives back"],
    ["transfers", "amount", "kind = 'tax' and debit like 'wallet:%'", "the tax of an invoice"],
    ["transfers", "amount", "kind = 'invoice_payment'", "what was paid for an invoice"],
    ["charge_lines", "rate", "component = 'input'", "each call's lines"],
    ["rerate_lines", "rate", "component = 'input'", "each delta's lines"],
    ["rerate_lines", "amount", "component = 'input'", "each delta begins"],
    ["rerate_deltas", "billed", "no = 1", "each delta begins"],
    ["rerate_deltas", "rerated", "no = 1", "each delta moved"],
    ["rerate_deltas", "credited", "no = 1", "each delta moved", -1],
    ["rerate_deltas", "credited", "no = 2", "each run"],
    ["transfers", "amount", "kind = 'rerate'", "each delta moved"],
    ["invoice_adjustments", "amount", "true", "each adjustment"],
    ["rerate_organizations", "delta", "delta <> 0", "each re-rating says"],
  ])("a changed %s.%s where %s", async (table, column, where, invariant, delta = 1) => {
    const name = column.split(" ").at(-1);
    await owner.query(`update ${table} set ${column} = ${name} + ${delta} where ${where}`);
    const found = await broken();
    const undo = column.replace("- 1", "+ 1");
    await owner.query(`update ${table} set ${undo} = ${name} - ${delta} where ${where}`);
    expect(found.some((sentence) => sentence.startsWith(invariant))).toBe(true);
    expect(await broken()).toEqual([]);
  });

  it.each([
    [
      "a hold left open by its attempt",
      "update holds set state = 'open', closed_at = null where state = 'released'",
      "update holds set state = 'released', closed_at = now() where state = 'open' and attempt_id in (select attempt_id from waste)",
      "every attempt has its hold",
    ],
    [
      "a charge that went elsewhere",
      "update transfers set credit = 'agency:waste' where kind = 'charge'",
      "update transfers set credit = 'agency:revenue' where kind = 'charge'",
      "every transfer",
    ],
    [
      "a job under review that holds money",
      "update jobs set status = 'review' where budget = 1000000000000",
      "update jobs set status = 'working' where budget = 1000000000000",
      "a job that is up for review",
    ],
    [
      "a provider's usage record that was changed",
      `update usage_events set raw = raw || '{"x": 1}' where markup_bps = 2500`,
      "update usage_events set raw = raw - 'x'",
      "each seal is the digest",
    ],
    [
      "a hash that does not follow",
      "update seals set hash = reverse(hash) where seq = 2",
      "update seals set hash = reverse(hash) where seq = 2",
      "each seal is the digest",
    ],
    [
      "a seal that is gone",
      "create temporary table gone as select * from seals where seq = 4; delete from seals where seq = 4",
      "insert into seals select * from gone; drop table gone",
      "every call",
    ],
    [
      "a call that nobody will seal",
      "create temporary table gone as select * from unsealed; delete from unsealed",
      "insert into unsealed select * from gone; drop table gone",
      "every call",
    ],
    [
      "a head that nobody signed",
      "update seal_heads set signature = reverse(signature)",
      "update seal_heads set signature = reverse(signature)",
      "each signed head",
    ],
    [
      "an attempt that says it was charged",
      "update attempts set state = 'settled', step_no = step_no + 50 where state = 'lost'",
      "update attempts set state = 'lost', step_no = step_no - 50 where step_no > 50",
      "every settled attempt",
    ],
  ])("%s", async (_, change, undo, invariant) => {
    await owner.query(change);
    const found = await broken();
    await owner.query(undo);
    expect(found.some((sentence) => sentence.startsWith(invariant))).toBe(true);
    expect(await broken()).toEqual([]);
  });
});
