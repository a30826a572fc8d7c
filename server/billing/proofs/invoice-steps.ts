import { sql } from "drizzle-orm";
import { type Clock, InvalidInput, newId, pico, systemClock } from "#kernel";
import { withSystem } from "#platform";
import { issueInvoice } from "../commands/issue-invoice";
import { closeMonth } from "../invoicing/close-month";
import { collectInvoices, lockPurses } from "../invoicing/collect-invoices";
import { lockCustomer } from "../invoicing/customer";
import { issueCreditNote } from "../invoicing/issue-credit-note";
import { setBillingTerms } from "../invoicing/profile";
import type { Step } from "./lane-steps";
import * as model from "./model-invoices";
import type { Move } from "./moves";
import { both, OPERATOR } from "./operator";
import { readExactTotal, type World } from "./world";

/**
 * What an invoice does to the wallet at its end: by then a call may have settled that is not on it. So it is explained
 * apart from the billing.
 */
const taxOf = (document: string): Step => ({
  what: "its tax",
  perform: async () => "asked for",
  expect(books) {
    const next = model.collectFor(books, document);
    return next ? [{ outcome: "asked for", next }] : [];
  },
});

export function invoiceSteps({ scope }: World): Step[] {
  const document = newId();
  const bill: Step = {
    what: "an invoice",
    perform: async () => `bills ${await readExactTotal(await issueInvoice(scope, { clock: systemClock }))}`,
    expect(books) {
      const { next, total } = model.bill(books, document);
      return [{ outcome: `bills ${total}`, next }];
    },
  };
  return [bill, taxOf(document)];
}

/** The months to come, one after the other: whatever is charged today belongs to each of them. */
function monthAhead(count: number): { readonly month: string; readonly clock: Clock } {
  const today = new Date();
  const at = (months: number) => new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + months, 2));
  return { month: at(count).toISOString().slice(0, 7), clock: { now: () => at(count + 1) } };
}

export function closeSteps({ scope: { orgId }, months }: World, { again, twice }: Move<"close">): Step[] {
  const number = again && months.length > 0 ? months.length - 1 : months.length;
  const { month, clock } = monthAhead(number);
  if (number === months.length) months.push(month);
  const document = newId();
  const close: Step = {
    what: `the close of ${month}`,
    async perform() {
      const invoices = new Set(await both(twice, () => closeMonth(orgId, month, { clock })));
      const totals = await Promise.all([...invoices].map(readExactTotal));
      return `bills ${totals.join(" and ")}`;
    },
    expect(books) {
      const before = books.closed[month];
      if (before !== undefined) return [{ outcome: `bills ${before}`, next: model.billAgain(books, document) }];
      const { next, total } = model.bill(books, document);
      return [{ outcome: `bills ${total}`, next: { ...next, closed: { ...next.closed, [month]: total } } }];
    },
  };
  return [close, taxOf(document)];
}

/** An operator credits some of an invoiced call, maybe while another does. */
export function refundStep({ scope: { orgId }, books: now }: World, { pick, percent }: Move<"refund">): Step {
  const billed = Object.entries(now.calls).filter(([, call]) => call.invoice !== null && call.cost > 0n);
  const [eventId, call] = billed[pick % Math.max(1, billed.length)] ?? [];
  const amount = call ? pico((call.cost * BigInt(percent) + 99n) / 100n) : null;
  if (eventId === undefined || amount === null) {
    return {
      what: "nothing to credit",
      perform: async () => "nothing",
      expect: (books) => [{ outcome: "nothing", next: books }],
    };
  }
  return {
    what: `a credit of ${amount} for call ${eventId}`,
    async perform() {
      const invoiceId = await invoiceOf(eventId);
      const order = { invoiceId, lines: [{ eventId, amount }], reason: "A mistake" };
      try {
        await issueCreditNote(orgId, order, { clock: systemClock, actor: OPERATOR.label });
        return "credited";
      } catch (error) {
        if (error instanceof InvalidInput) return "refused";
        throw error;
      }
    },
    expect(books) {
      const left = books.calls[eventId]?.cost ?? 0n;
      return amount > left
        ? [{ outcome: "refused", next: books }]
        : [{ outcome: "credited", next: model.credit(books, eventId, amount) }];
    },
  };
}

async function invoiceOf(eventId: string): Promise<string> {
  const { rows } = await withSystem((tx) =>
    tx.execute<{ id: string }>(sql`select invoice_id as id from invoice_lines where event_id = ${eventId}`),
  );
  return rows[0]?.id ?? "on none";
}

/** The operator sets the tax of invoices from now on. */
export function taxStep({ scope: { orgId } }: World, { bps }: Move<"tax">): Step {
  return {
    what: `a tax of ${bps} basis points`,
    async perform() {
      await setBillingTerms(orgId, { taxBps: bps, reverseCharge: false, termsDays: 14 }, OPERATOR.label);
      return "set";
    },
    expect: (books) => [{ outcome: "set", next: { ...books, taxBps: BigInt(bps) } }],
  };
}

/** The worker looks whether the wallet can pay by now. */
export function collectStep({ scope: { orgId } }: World): Step {
  return {
    what: "a look at what is due",
    async perform() {
      await withSystem(async (tx) => {
        await lockCustomer(tx, orgId);
        await collectInvoices(tx, await lockPurses(tx, [orgId]));
      });
      return "over";
    },
    expect: (books) => [{ outcome: "over", next: model.collect(books) }],
  };
}
