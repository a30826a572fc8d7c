import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { runs } from "#drizzle/schema/index";
import { addPico, formatUsd, InvalidInput, NotFound, type Pico, parseUsd, pico } from "#kernel";
import { withOrg, withSystem } from "#platform";
import { issueInvoice } from "../commands/issue-invoice";
import { verifyBill } from "../invoices/verify-bill";
import { getCreditNote } from "../queries/get-credit-note";
import { openFocus } from "../queries/get-focus";
import { getInvoice } from "../queries/get-invoice";
import { getJobUsage } from "../queries/get-job-usage";
import { violations, type Work } from "../testing/books";
import { account, balance, call, eventsOf, NOVEMBER, PROFILE, testInvoicing } from "../testing/invoicing";
import { creditRun } from "./credit-run";
import { billedCost } from "./focus";
import { issueCreditNote } from "./issue-credit-note";
import { saveBillingProfile } from "./profile";

const { owner, start } = testInvoicing();

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
    for (const each of [first, rest]) {
      const verdict = verifyBill(JSON.parse(JSON.stringify(each)));
      expect(verdict).toMatchObject({ ok: true, kind: "credit_note", signedBy: {}, sealedBy: {} });
    }
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
