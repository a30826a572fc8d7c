import { type Books, type CardPayment, type Claim, least, most, oweIn, pay, sum } from "./model";

const unheld = ({ promotions }: Books): bigint => sum(promotions.map(({ remaining, held }) => remaining - held));

/** Below this a credit limit does not go: what of it is used, held or kept for promotions. */
export const leastCreditLimit = (books: Books): bigint => books.held + unheld(books) - books.posted;

/** A card payment that somebody has begun, and nothing is heard of. */
export const begin = (books: Books, payment: string): Books => ({
  ...books,
  payments: {
    ...books.payments,
    [payment]: { isKnown: false, paid: null, refunded: 0n, returned: 0n, recovered: 0n, claims: {} },
  },
});

const changePayments = (books: Books, change: (payment: CardPayment) => CardPayment): Books => ({
  ...books,
  payments: Object.fromEntries(Object.entries(books.payments).map(([id, payment]) => [id, change(payment)])),
});

/**
 * Money that comes in pays first what payers have back, the oldest payment first, as far as neither holds nor promotions keep
 * it. Before that the wallet has again what it gave up for claims that are won.
 */
function collectOwed(books: Books): Books {
  let posted = books.posted;
  const given = changePayments(books, (payment) => {
    const again = most(0n, -oweIn(payment).chargeback);
    posted += again;
    return { ...payment, recovered: payment.recovered - again };
  });
  let free = most(0n, posted - books.held + books.creditLimit - unheld(books));
  const take = (owed: bigint): bigint => {
    const taken = least(owed, free);
    free -= taken;
    posted -= taken;
    return taken;
  };
  const paid = changePayments(given, (payment) => {
    const { refund, chargeback } = oweIn(payment);
    const returned = payment.returned + take(refund);
    return { ...payment, returned, recovered: payment.recovered + take(chargeback) };
  });
  return { ...paid, posted };
}

/** A bank transfer, or demo money. */
export const payIn = (books: Books, amount: bigint): Books => collectOwed(pay(books, amount));

/** What a webhook tells: of the payment itself, or of a claim on it. */
export type CardNews = {
  readonly webhook: string;
  readonly payment: string;
  readonly facts: { readonly paid?: bigint; readonly refunded?: bigint };
  readonly claim?: { readonly id: string } & Claim;
};

const stronger = (a: Claim["state"], b: Claim["state"]) => (a === "lost" || b === "open" ? a : b);

function hearClaim(claims: CardPayment["claims"], { id, ...told }: NonNullable<CardNews["claim"]>) {
  const known = claims[id] ?? told;
  const merged: Claim = {
    amount: known.amount,
    isTaken: known.isTaken || told.isTaken,
    isBack: known.isBack || told.isBack,
    state: stronger(known.state, told.state),
  };
  return { ...claims, [id]: merged };
}

/**
 * A webhook counts once; what it tells counts once too, whatever came before it. A claim on a payment that nothing was heard
 * of yet is kept until then.
 */
export function hear(books: Books, { webhook, payment: id, facts, claim }: CardNews): { next: Books; receipt: string } {
  const known = books.payments[id];
  if (!known) throw new Error(`nobody has begun payment ${id}`);
  const now: CardPayment = {
    ...known,
    isKnown: known.isKnown || claim === undefined,
    paid: known.paid ?? facts.paid ?? null,
    refunded: most(known.refunded, facts.refunded ?? 0n),
    claims: claim ? hearClaim(known.claims, claim) : known.claims,
  };
  const arrived = known.paid === null ? (now.paid ?? 0n) : 0n;
  const told: Books = {
    ...pay(books, arrived),
    payments: { ...books.payments, [id]: now },
    webhooks: [...books.webhooks, webhook],
  };
  if (!now.isKnown) return { next: told, receipt: "kept" };
  const isRefunded = oweIn(now).refund !== oweIn(known).refund;
  const isClaimed = Object.keys(now.claims).length > 0;
  return { next: arrived > 0n || isRefunded || isClaimed ? collectOwed(told) : told, receipt: "recorded" };
}
