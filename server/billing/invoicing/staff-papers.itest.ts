import { beforeAll, expect, it } from "vitest";
import { Conflict, InvalidInput, NotFound, newId, parseUsd, pico } from "#kernel";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import { issueInvoice } from "../commands/issue-invoice";
import { getAgentNames } from "../queries/get-agent-names";
import { getInvoiceAccount } from "../queries/get-invoice-account";
import { getWallet } from "../queries/get-wallet";
import { listCreditableLines } from "../queries/list-creditable-lines";
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
import { getCustomerTerms } from "./get-customer-terms";
import { issueCreditNote } from "./issue-credit-note";
import { saveBillingProfile, setBillingTerms } from "./profile";
import { setTaxRate } from "./tax-rates";

testDatabase();

const clock = { now: () => new Date("2026-11-23T12:00:00Z") };
const A_PAGE = { limit: 100, offset: 0 };

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

/** An organization with an invoice over so many calls. */
async function invoiced(calls: number): Promise<{ work: Work; invoiceId: string }> {
  const [work] = await postJob(await openOrganization("10.00"), shop);
  if (!work) throw new Error("no run was posted");
  for (let call = 1; call <= calls; call++) {
    await settle(work, await mustReserve(work), { input_tokens: call * 100, output_tokens: 10 });
  }
  return { work, invoiceId: await issueInvoice(work.scope, { clock }) };
}

const balance = async ({ scope }: Work) => parseUsd((await getWallet(scope)).balance);

it("a credit note that is ordered twice with one id gives back once", async () => {
  const { work, invoiceId } = await invoiced(2);
  const { lines } = await listCreditableLines(work.scope, invoiceId, A_PAGE);
  const [line] = lines;
  if (!line) throw new Error("the invoice has no line");
  const before = await balance(work);
  const half = pico(parseUsd(line.charged) / 2n);
  const order = { invoiceId, lines: [{ eventId: line.attemptId, amount: half }], reason: "Half of it", id: newId() };
  const issue = (changed: Partial<typeof order> = {}, orgId = work.scope.orgId) =>
    issueCreditNote(orgId, { ...order, ...changed }, { clock, actor: "op" });
  expect(await Promise.all([issue(), issue(), issue()])).toEqual([order.id, order.id, order.id]);
  expect(await balance(work)).toBe(before + half);
  expect((await getInvoiceAccount(work.scope, invoiceId, { clock })).creditNotes).toHaveLength(1);

  const after = (await listCreditableLines(work.scope, invoiceId, A_PAGE)).lines;
  expect(parseUsd(after[0]?.left ?? "0")).toBe(parseUsd(line.charged) - half);
  expect(after[1]).toEqual(lines[1]);
  await expect(
    issue({ id: newId(), lines: [{ eventId: line.attemptId, amount: parseUsd(line.charged) }] }),
  ).rejects.toThrow(InvalidInput);

  const elsewhere = await invoiced(1);
  await expect(issue({ invoiceId: elsewhere.invoiceId }, elsewhere.work.scope.orgId)).rejects.toThrow(Conflict);
  expect(await violations()).toEqual([]);
});

it("an invoice's lines come a page at a time, with names and how many there are", async () => {
  const { work, invoiceId } = await invoiced(3);
  const first = await listCreditableLines(work.scope, invoiceId, { limit: 2, offset: 0 });
  const rest = await listCreditableLines(work.scope, invoiceId, { limit: 2, offset: 2 });
  expect([first.count, rest.count]).toEqual([3, 3]);
  expect([...first.lines, ...rest.lines].map(({ no }) => no)).toEqual([1, 2, 3]);
  expect(first.lines[0]).toMatchObject({ agentName: "Analyst", jobTitle: "Count the rows, please" });
  expect(await getAgentNames(work.scope, invoiceId)).toEqual({ [work.runId]: "Analyst" });
});

it("another organization's invoice is not there", async () => {
  const { invoiceId } = await invoiced(1);
  const stranger = await openOrganization("0.00");
  for (const id of [invoiceId, newId(), "nonsense"]) {
    await expect(listCreditableLines(stranger, id, A_PAGE)).rejects.toThrow(NotFound);
    expect(await getAgentNames(stranger, id)).toEqual({});
  }
});

it("tells how the next invoice will be taxed, and when it is due", async () => {
  const scope = await openOrganization("0.00");
  const none = { bps: 0, note: null };
  expect(await getCustomerTerms(scope)).toEqual({ profile: null, tax: none, termsDays: 14 });
  const profile = { legalName: "Klient SA", address: "Rue 1", country: "LU", vatId: "LU12345678" };
  await saveBillingProfile(scope, { ...profile, purchaseOrder: null, costCentre: null, email: null });
  expect(await getCustomerTerms(scope)).toMatchObject({ tax: none });
  await setTaxRate({ country: "LU", name: "TVA", bps: 1_700 }, "op");
  expect(await getCustomerTerms(scope)).toMatchObject({ tax: { bps: 1_700, note: "TVA" } });
  await setBillingTerms(scope.orgId, { taxBps: 300, reverseCharge: false, termsDays: 30 }, "op");
  expect(await getCustomerTerms(scope)).toMatchObject({ tax: { bps: 300, note: "TVA" }, termsDays: 30 });
  await setBillingTerms(scope.orgId, { taxBps: null, reverseCharge: true, termsDays: 30 }, "op");
  expect((await getCustomerTerms(scope)).tax).toMatchObject({ bps: 0, note: expect.stringMatching(/LU12345678/) });
});
