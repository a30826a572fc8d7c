import Papa from "papaparse";
import { beforeAll, describe, expect, it } from "vitest";
import { addPico, formatUsd, NotFound, type OrgScope, parseUsd, pico, subPico } from "#kernel";
import { testDatabase } from "../../../e2e/fixtures/database/index";
import type { Bill } from "../invoices/bill";
import { billCsv } from "../invoices/bill-csv";
import { verifyBill } from "../invoices/verify-bill";
import { getInvoice } from "../queries/get-invoice";
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
import { issueInvoice } from "./issue-invoice";

testDatabase();
const clock = { now: () => new Date("2026-11-23T12:00:00Z") };

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

async function start(): Promise<Work> {
  const [work] = await postJob(await openOrganization("10.00"), shop);
  if (!work) throw new Error("no run was posted");
  return work;
}

const call = async (work: Work, output_tokens: number) =>
  settle(work, await mustReserve(work), { input_tokens: 100, output_tokens, cache_read_input_tokens: 7 });

const bill = async (scope: OrgScope): Promise<Bill> => getInvoice(scope, await issueInvoice(scope, { clock }));

describe("an invoice", () => {
  it("bills each call once, rounds once, and carries the rest to the next", async () => {
    const work = await start();
    const first = addPico((await call(work, 200)).cost, (await call(work, 333)).cost);
    const one = await bill(work.scope);
    expect(one.number).toMatch(/^HIRE-2026-\d{6}$/);
    expect(one.lines.map(({ no, step, agent, model }) => [no, step, agent, model])).toEqual([
      [1, 1, `analyst-${shop.agentId}`, "sonnet"],
      [2, 2, `analyst-${shop.agentId}`, "sonnet"],
    ]);
    expect(one).toMatchObject({ exactTotal: formatUsd(first), carriedIn: "0.00", total: "0.01" });

    const second = (await call(work, 800)).cost;
    const two = await bill(work.scope);
    expect(two.lines).toHaveLength(1);
    expect(parseUsd(two.carriedIn)).toBe(pico(-parseUsd(one.rounding)));
    expect(parseUsd(two.total)).toBe(addPico(second, parseUsd(two.carriedIn), parseUsd(two.rounding)));
    // Over both, only the last rounding is between what was paid and what was billed.
    expect(addPico(parseUsd(one.total), parseUsd(two.total))).toBe(addPico(first, second, parseUsd(two.rounding)));
    expect(await violations()).toEqual([]);
  });

  it("may be over nothing", async () => {
    const { scope } = await start();
    expect(await bill(scope)).toMatchObject({
      lines: [],
      exactTotal: "0.00",
      carriedIn: "0.00",
      rounding: "0.00",
      total: "0.00",
    });
    expect(await violations()).toEqual([]);
  });

  it("issued by many at once bills nothing twice and leaves no gap", async () => {
    const works = await Promise.all([start(), start()]);
    await Promise.all(
      works.map(async (work) => {
        const before = [await call(work, 301), await call(work, 302)];
        const meanwhile = call(work, 303);
        const issued = Array.from({ length: 5 }, () => issueInvoice(work.scope, { clock }));
        const ids = [...(await Promise.all(issued)), await meanwhile.then(() => issueInvoice(work.scope, { clock }))];
        const bills = await Promise.all(ids.map((id) => getInvoice(work.scope, id)));
        const cost = addPico(...before.map((settled) => settled.cost), (await meanwhile).cost);
        expect(addPico(...bills.map(({ exactTotal }) => parseUsd(exactTotal)))).toBe(cost);
        expect(bills.flatMap(({ lines }) => lines)).toHaveLength(3);
      }),
    );
    expect(await violations()).toEqual([]);
  });

  it("is nobody else's", async () => {
    const work = await start();
    const id = await issueInvoice(work.scope, { clock });
    const { scope: stranger } = await start();
    await expect(getInvoice(stranger, id)).rejects.toThrow(NotFound);
    expect((await listInvoices(stranger)).invoices).toEqual([]);
  });

  it("is listed newest first, page by page", async () => {
    const { scope } = await start();
    const ids = [
      await issueInvoice(scope, { clock }),
      await issueInvoice(scope, { clock }),
      await issueInvoice(scope, { clock }),
    ];
    const first = await listInvoices(scope, { limit: 2 });
    const second = await listInvoices(scope, { limit: 2, cursor: first.nextCursor });
    expect([...first.invoices, ...second.invoices].map(({ id }) => id)).toEqual(ids.toReversed());
    expect(second.nextCursor).toBeNull();
  });

  it("is a spreadsheet whose amounts add up", async () => {
    const work = await start();
    await call(work, 200);
    const invoice = await bill(work.scope);
    const { data } = Papa.parse<Record<string, string>>(billCsv(invoice), { header: true });
    expect(addPico(...data.map(({ amount = "" }) => parseUsd(amount)))).toBe(parseUsd(invoice.exactTotal));
    expect(data[0]).toMatchObject({ number: invoice.number, line: "1", component: "input", quantity: "100" });
  });
});

describe("verifyBill", () => {
  /** Changes one value of the JSON at a path, as a forger would. */
  function forge(invoice: Bill, path: readonly (string | number)[], value: unknown): unknown {
    const copy: unknown = structuredClone(invoice);
    const last = path.at(-1);
    const parent = path.slice(0, -1).reduce((node: unknown, key) => Reflect.get(Object(node), key), copy);
    Reflect.set(Object(parent), String(last), value);
    return copy;
  }

  const forgeries: readonly [(string | number)[], unknown, string][] = [
    [["lines", 1, "components", 0, "quantity"], 101, "line 2"],
    [["lines", 0, "components", 0, "rate"], "3.76", "line 1"],
    [["lines", 0, "components", 0, "amount"], "0.001", "line 1"],
    [["lines", 0, "components", 0, "amount"], "1e-3", "line 1.components.0.amount"],
    [["lines", 1, "amount"], "0.01", "line 2"],
    [["lines", 1, "jobTitle"], "Other work", "line 2"],
    [["lines", 1, "no"], 3, "line 2"],
    [["lines", 0, "credits"], [{ reason: "none", amount: "0.001", seal: null }], "line 1"],
    [["lines"], [], "exactTotal"],
    [["carriedIn"], "0.001", "rounding"],
    [["total"], "0.02", "total"],
    [["number"], "HIRE-2026-999999", "digest"],
    [["parties", "customer", "name"], "Someone else", "digest"],
    [["extra"], 1, "file"],
  ];

  it("finds every value that was changed, and says where", async () => {
    const work = await start();
    await call(work, 200);
    await call(work, 300);
    const invoice = await bill(work.scope);
    expect(verifyBill(invoice)).toMatchObject({ ok: true, lines: 2 });
    for (const [path, value, where] of forgeries) {
      const verdict = verifyBill(forge(invoice, path, value));
      expect([path, verdict.ok ? "accepted" : verdict.problems[0]?.where]).toEqual([path, where]);
    }
    expect(verifyBill(null)).toMatchObject({ ok: false, problems: [{ where: "file" }] });
    expect(subPico(parseUsd(invoice.total), parseUsd(invoice.rounding))).toBe(parseUsd(invoice.exactTotal));
  });
});
