import { sql } from "drizzle-orm";
import { type Clock, InvalidInput, newId, parseUsd, pico, systemClock } from "#kernel";
import { withOrg, withSystem } from "#platform";
import { changeLimit } from "../budgets/change-limit";
import { issueInvoice } from "../commands/issue-invoice";
import { BudgetBelowSpend } from "../errors";
import { closeMonth } from "../invoicing/close-month";
import { issueCreditNote } from "../invoicing/issue-credit-note";
import { createTopup } from "../payments/create-topup";
import { recordBankTransfer } from "../payments/record-bank-transfer";
import { expirePromotions } from "../promotions/expire-promotions";
import { grantPromotion } from "../promotions/grant-promotion";
import type { Step } from "./lane-steps";
import * as model from "./model";
import type { AccountMove } from "./moves";
import { readExactTotal, type World } from "./world";

const OPERATOR = { label: "prover" };
const DAY_MS = 86_400_000;
const PICO_PER_CENT = 10_000_000_000n;

const cents = (amount: number) => pico(BigInt(amount) * PICO_PER_CENT);
const both = <T>(twice: boolean, fn: () => Promise<T>): Promise<T[]> => Promise.all(twice ? [fn(), fn()] : [fn()]);

/** What an organization or an operator does with the account. @param clock of the promotions, which expire early here */
export function accountStep(world: World, move: AccountMove, clock: Clock): Step {
  switch (move.kind) {
    case "bank":
      return bankStep(world, move);
    case "demo":
      return demoStep(world);
    case "grant":
      return grantStep(world, move, clock);
    case "invoice":
      return invoiceStep(world);
    case "close":
      return closeStep(world, move);
    case "refund":
      return refundStep(world, move);
    case "limit":
      return limitStep(world, move);
  }
}

type Move<K extends AccountMove["kind"]> = Extract<AccountMove, { kind: K }>;

function bankStep({ scope: { orgId } }: World, { cents: amount, twice }: Move<"bank">): Step {
  const transfer = { orgId, amount: cents(amount), reference: newId() };
  return {
    what: `a bank transfer of ${amount} cents`,
    perform: async () => `${new Set(await both(twice, () => recordBankTransfer(OPERATOR, transfer))).size} recorded`,
    expect: (books) => [{ outcome: "1 recorded", next: model.pay(books, transfer.amount) }],
  };
}

function demoStep({ scope }: World): Step {
  const order = { id: newId(), amount: parseUsd("1.00") };
  return {
    what: "a demo top-up",
    async perform() {
      await withOrg(scope, (tx) => createTopup(tx, scope, order));
      return "paid";
    },
    expect: (books) => [{ outcome: "paid", next: model.pay(books, order.amount) }],
  };
}

function grantStep({ scope: { orgId } }: World, { cents: amount, days, twice }: Move<"grant">, clock: Clock): Step {
  const expiresAt = days === null ? null : new Date(clock.now().getTime() + days * DAY_MS);
  const promotion = { orgId, name: "Welcome", amount: cents(amount), expiresAt, cause: newId() };
  return {
    what: `a promotion of ${amount} cents`,
    perform: async () =>
      `${new Set(await both(twice, () => grantPromotion(OPERATOR, promotion, { clock }))).size} given`,
    expect: (books) => [
      {
        outcome: "1 given",
        next: model.grant(books, promotion.cause, promotion.amount, expiresAt?.getTime() ?? null),
      },
    ],
  };
}

function invoiceStep({ scope }: World): Step {
  return {
    what: "an invoice",
    perform: async () => `bills ${await readExactTotal(await issueInvoice(scope, { clock: systemClock }))}`,
    expect(books) {
      const { next, total } = model.bill(books);
      return [{ outcome: `bills ${total}`, next }];
    },
  };
}

/** The months to come, one after the other: whatever is charged today belongs to each of them. */
function monthAhead(count: number): { readonly month: string; readonly clock: Clock } {
  const today = new Date();
  const at = (months: number) => new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + months, 2));
  return { month: at(count).toISOString().slice(0, 7), clock: { now: () => at(count + 1) } };
}

function closeStep({ scope: { orgId }, months }: World, { again, twice }: Move<"close">): Step {
  const number = again && months.length > 0 ? months.length - 1 : months.length;
  const { month, clock } = monthAhead(number);
  if (number === months.length) months.push(month);
  return {
    what: `the close of ${month}`,
    async perform() {
      const invoices = new Set(await both(twice, () => closeMonth(orgId, month, { clock })));
      const totals = await Promise.all([...invoices].map(readExactTotal));
      return `bills ${totals.join(" and ")}`;
    },
    expect(books) {
      const before = books.closed[month];
      if (before !== undefined) return [{ outcome: `bills ${before}`, next: books }];
      const { next, total } = model.bill(books);
      return [{ outcome: `bills ${total}`, next: { ...next, closed: { ...next.closed, [month]: total } } }];
    },
  };
}

/** An operator credits some of an invoiced call, maybe while another does. */
function refundStep({ scope: { orgId }, books: now }: World, { pick, percent }: Move<"refund">): Step {
  const billed = Object.entries(now.calls).filter(([, call]) => call.billed && call.cost > 0n);
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

/** The project's budget is set to a little more, or less, than what is spent and held. */
function limitStep({ scope, projectId, projectCap, books: now }: World, { cents: room }: Move<"limit">): Step {
  const cap = now.caps[projectCap];
  const limit = pico((cap ? cap.spent + cap.held : 0n) + cents(room));
  return {
    what: `the project's budget becomes ${limit}`,
    async perform() {
      try {
        await withOrg(scope, (tx) => changeLimit(tx, { kind: "project", subjectId: projectId }, limit));
        return "set";
      } catch (error) {
        if (error instanceof BudgetBelowSpend) return "refused";
        throw error;
      }
    },
    expect(books) {
      const before = books.caps[projectCap];
      if (!before || before.spent + before.held > limit) return [{ outcome: "refused", next: books }];
      return [{ outcome: "set", next: { ...books, caps: { ...books.caps, [projectCap]: { ...before, limit } } } }];
    },
  };
}

/**
 * Promotions expire in all organizations at once. A wallet that somebody else has locked meanwhile is passed by, until the
 * next time.
 */
export function expiryStep(clock: Clock, performed: Promise<unknown>): Step {
  return {
    what: "promotions expire",
    async perform() {
      await performed;
      return "over";
    },
    expect: (books) => [
      { outcome: "over", next: model.expire(books, clock.now().getTime()) },
      { outcome: "over", next: books },
    ],
  };
}

export const startExpiry = (clock: Clock): Promise<number> => expirePromotions({ clock });
