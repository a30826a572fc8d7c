/**
 * What the books must say, without a database: the wallet, its caps and promotions, and what calls cost. It is written
 * from design.md, not from the code it judges, and prices aside it shares nothing with it. Amounts are picodollars.
 */
type Cap = { readonly limit: bigint; readonly spent: bigint; readonly held: bigint };

/** In the order in which they are spent. */
type Promotion = {
  readonly cause: string;
  /** Milliseconds since 1970; NULL: never. */
  readonly expiresAt: number | null;
  readonly remaining: bigint;
  readonly held: bigint;
};

type Draw = { readonly cause: string; readonly amount: bigint };
type Hold = { readonly caps: readonly string[]; readonly amount: bigint; readonly draws: readonly Draw[] };

/** A settled call: what the client still pays for it, and which invoice has it; NULL when none. */
type Call = {
  readonly run: string;
  readonly caps: readonly string[];
  readonly cost: bigint;
  readonly invoice: number | null;
  /** What its components come to now, and what they would by each card. */
  readonly billed: bigint;
  readonly prices: readonly bigint[];
  /** What re-ratings made of its cost since an invoice has it, for the next one. */
  readonly pending: bigint;
};

/** What an invoice's tax depends on, and whether the wallet has paid it. */
export type Invoice = {
  readonly taxBps: bigint;
  readonly tax: bigint;
  /** What notes took back, without and with its tax. */
  readonly credited: bigint;
  readonly taxCredited: bigint;
  readonly taxTaken: boolean;
};

/** A claim of a payer's bank: whether it has taken the money, and given it again. */
export type Claim = {
  readonly amount: bigint;
  readonly isTaken: boolean;
  readonly isBack: boolean;
  readonly state: "open" | "won" | "lost";
};

/** What is known of a card payment, and what the wallet gave up for its refunds and for its claims. */
export type CardPayment = {
  /** Whether anything was heard of the payment itself. */
  readonly isKnown: boolean;
  readonly paid: bigint | null;
  readonly refunded: bigint;
  readonly returned: bigint;
  readonly recovered: bigint;
  readonly claims: Readonly<Record<string, Claim>>;
};

export type Books = {
  readonly posted: bigint;
  readonly held: bigint;
  readonly creditLimit: bigint;
  /** Of invoices from now on. */
  readonly taxBps: bigint;
  /** The oldest first. */
  readonly invoices: readonly Invoice[];
  /** By card, the oldest first. */
  readonly payments: Readonly<Record<string, CardPayment>>;
  /** Webhooks that were taken. */
  readonly webhooks: readonly string[];
  /** Whether the wallet has still to be asked for taxes after a document; not after the close of a closed month. */
  readonly collecting: Readonly<Record<string, boolean>>;
  readonly caps: Readonly<Record<string, Cap>>;
  readonly promotions: readonly Promotion[];
  /** Open holds, by run. */
  readonly holds: Readonly<Record<string, Hold>>;
  /** By attempt. */
  readonly calls: Readonly<Record<string, Call>>;
  /** The exact totals of closed months. */
  readonly closed: Readonly<Record<string, bigint>>;
};

export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

export const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** What a payment's payer has had taken back by claims; nothing before the payment is known. */
const claimedOf = ({ isKnown, claims }: CardPayment): bigint =>
  sum(
    Object.values(claims).map(({ amount, isTaken, isBack, state }) =>
      isKnown && (isTaken || state === "lost") && !isBack && state !== "won" ? amount : 0n,
    ),
  );

/** What the wallet has still to give up for a payment, which is never more than was paid; below zero: what it gets again. */
export function oweIn(payment: CardPayment): { readonly refund: bigint; readonly chargeback: bigint } {
  const paid = payment.paid ?? 0n;
  const refund = least(paid, payment.refunded);
  return {
    refund: refund - payment.returned,
    chargeback: least(paid - refund, claimedOf(payment)) - payment.recovered,
  };
}

const owedBy = ({ payments }: Books): bigint =>
  sum(Object.values(payments).map((payment) => oweIn(payment).refund + oweIn(payment).chargeback));

export const promotional = ({ promotions }: Books): bigint => sum(promotions.map(({ remaining }) => remaining));

/** What the tightest of the wallet and these caps has left. */
export const availableTo = ({ posted, held, creditLimit, caps }: Books, names: readonly string[]): bigint =>
  names.reduce(
    (tightest, name) => {
      const cap = caps[name];
      return cap ? least(tightest, cap.limit - cap.spent - cap.held) : tightest;
    },
    posted - held + creditLimit,
  );

/** The same for a new call: whoever owes what payers have back has nothing to hold. */
export const roomFor = (books: Books, names: readonly string[]): bigint =>
  owedBy(books) > 0n ? least(0n, availableTo(books, names)) : availableTo(books, names);

export const moveCaps = (
  caps: Books["caps"],
  names: readonly string[],
  held: bigint,
  spent: bigint,
): Books["caps"] => ({
  ...caps,
  ...Object.fromEntries(
    names.flatMap((name) => {
      const cap = caps[name];
      return cap ? [[name, { ...cap, held: cap.held + held, spent: cap.spent + spent }]] : [];
    }),
  ),
});

/** Draws on promotions in their order, as far as they reach. */
function draw(promotions: Books["promotions"], wanted: bigint): { promotions: Promotion[]; draws: Draw[] } {
  let left = wanted;
  const draws: Draw[] = [];
  const after = promotions.map((promotion) => {
    const amount = least(left, promotion.remaining - promotion.held);
    if (amount <= 0n) return promotion;
    left -= amount;
    draws.push({ cause: promotion.cause, amount });
    return { ...promotion, held: promotion.held + amount };
  });
  return { promotions: after, draws };
}

export function reserve(books: Books, run: string, caps: readonly string[], amount: bigint): Books {
  const { promotions, draws } = draw(books.promotions, amount);
  return {
    ...books,
    held: books.held + amount,
    caps: moveCaps(books.caps, caps, amount, 0n),
    promotions,
    holds: { ...books.holds, [run]: { caps, amount, draws } },
  };
}

/** Frees a run's hold and spends `cost` instead; promotional credit goes first. */
function close(books: Books, run: string, cost: bigint): Books {
  const { [run]: hold, ...holds } = books.holds;
  if (!hold) throw new Error(`run ${run} holds nothing`);
  const more = draw(books.promotions, cost > hold.amount ? cost - hold.amount : 0n);
  let left = cost;
  const promotions = more.promotions.map((promotion) => {
    const drawn = sum(
      [...hold.draws, ...more.draws].filter(({ cause }) => cause === promotion.cause).map((d) => d.amount),
    );
    const spent = least(left, drawn);
    left -= spent;
    return { ...promotion, held: promotion.held - drawn, remaining: promotion.remaining - spent };
  });
  return {
    ...books,
    posted: books.posted - cost,
    held: books.held - hold.amount,
    caps: moveCaps(books.caps, hold.caps, -hold.amount, cost),
    promotions,
    holds,
  };
}

export const release = (books: Books, run: string): Books => close(books, run, 0n);

/** @param prices of the call by each card, @returns the books after it, and what the client and the agency pay of the charge */
export function settle(
  books: Books,
  run: string,
  attemptId: string,
  charged: bigint,
  prices: readonly bigint[],
): { readonly next: Books; readonly cost: bigint; readonly credited: bigint } {
  const hold = books.holds[run];
  if (!hold) throw new Error(`run ${run} holds nothing`);
  const cost = least(charged, hold.amount + availableTo(books, hold.caps));
  const next = close(books, run, cost);
  const call = { run, caps: hold.caps, cost, invoice: null, billed: charged, prices, pending: 0n };
  return { next: { ...next, calls: { ...next.calls, [attemptId]: call } }, cost, credited: charged - cost };
}

export const pay = (books: Books, amount: bigint): Books => ({ ...books, posted: books.posted + amount });

export const grant = (books: Books, cause: string, amount: bigint, expiresAt: number | null): Books => ({
  ...pay(books, amount),
  promotions: [...books.promotions, { cause, expiresAt, remaining: amount, held: 0n }].sort(
    (a, b) => (a.expiresAt ?? Number.POSITIVE_INFINITY) - (b.expiresAt ?? Number.POSITIVE_INFINITY) || 0,
  ),
});

/** Takes back what is due at a moment and not held. */
export function expire(books: Books, now: number): Books {
  const isDue = ({ expiresAt }: Promotion): boolean => expiresAt !== null && expiresAt <= now;
  const lost = sum(books.promotions.filter(isDue).map(({ remaining, held }) => remaining - held));
  const promotions = books.promotions.map((each) => (isDue(each) ? { ...each, remaining: each.held } : each));
  return { ...books, posted: books.posted - lost, promotions };
}

/** What can be compared with a database. */
export const picture = (books: Books): string =>
  JSON.stringify({
    posted: String(books.posted),
    held: String(books.held),
    promotional: String(promotional(books)),
    creditLimit: String(books.creditLimit),
    owed: String(owedBy(books)),
    payments: Object.values(books.payments).map((payment) => {
      const { paid, refunded, returned, recovered } = payment;
      return [paid ?? "-", refunded, returned, claimedOf(payment), recovered].join(" ");
    }),
    taxBps: String(books.taxBps),
    invoices: books.invoices.map(({ tax, taxCredited, taxTaken }) => `${tax} ${taxCredited} ${taxTaken}`),
    caps: Object.entries(books.caps)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { limit, spent, held }]) => `${name} ${limit} ${spent} ${held}`),
    promotions: books.promotions.map(({ cause, remaining, held }) => `${cause} ${remaining} ${held}`).toSorted(),
    holds: Object.entries(books.holds)
      .map(([run, { amount, draws }]) =>
        [run, amount, ...draws.map((each) => `${each.cause}:${each.amount}`).toSorted()].join(" "),
      )
      .toSorted(),
  });
