import { type Books, type CardPayment, least, pay, sum } from "./model";

const unheld = ({ promotions }: Books): bigint => sum(promotions.map(({ remaining, held }) => remaining - held));

/** Below this a credit limit does not go: what of it is used, held or kept for promotions. */
export const leastCreditLimit = (books: Books): bigint => books.held + unheld(books) - books.posted;

/** Money that comes in pays first what is owed for refunds, as far as neither holds nor promotions keep it. */
function collectOwed(books: Books): Books {
  const free = books.posted - books.held + books.creditLimit - unheld(books);
  const taken = least(books.owed, free > 0n ? free : 0n);
  return { ...pay(books, -taken), owed: books.owed - taken };
}

/** A bank transfer, or demo money. */
export const payIn = (books: Books, amount: bigint): Books => collectOwed(pay(books, amount));

export type CardNews = { readonly webhook: string; readonly payment: string; readonly facts: Partial<CardPayment> };

/** What a payer has had back of what they had paid. */
const backOf = ({ paid, refunded }: CardPayment): bigint => (paid === null ? 0n : least(paid, refunded));

/** A webhook counts once; what it tells counts once too, whatever came before it. */
export function hear(books: Books, { webhook, payment, facts }: CardNews): Books {
  const known = books.payments[payment] ?? { paid: null, refunded: 0n };
  const refunded = facts.refunded ?? 0n;
  const now = {
    paid: known.paid ?? facts.paid ?? null,
    refunded: refunded > known.refunded ? refunded : known.refunded,
  };
  const arrived = known.paid === null ? (now.paid ?? 0n) : 0n;
  const owed = backOf(now) - backOf(known);
  const told: Books = {
    ...pay(books, arrived),
    owed: books.owed + owed,
    payments: { ...books.payments, [payment]: now },
    webhooks: [...books.webhooks, webhook],
  };
  return arrived > 0n || owed > 0n ? collectOwed(told) : told;
}
