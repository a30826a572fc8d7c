import { type Books, type Invoice, moveCaps, pay, promotional, sum } from "./model";

const BPS = 10_000n;

/** Half to even. */
function taxOf(net: bigint, bps: bigint): bigint {
  if (net < 0n) return -taxOf(-net, bps);
  const [whole, rest] = [(net * bps) / BPS, (net * bps) % BPS];
  return rest * 2n > BPS || (rest * 2n === BPS && whole % 2n === 1n) ? whole + 1n : whole;
}

/**
 * Puts every call on an invoice that is on none, and what re-ratings made of the others. The wallet is asked for the tax later, by `collect`.
 * @param document whose turn that will be
 * @returns the books after it, and the exact total
 */
export function bill(books: Books, document: string): { readonly next: Books; readonly total: bigint } {
  const open = Object.values(books.calls).filter(({ invoice }) => invoice === null);
  const pending = Object.values(books.calls).map((call) => call.pending);
  const total = sum([...open.map(({ cost }) => cost), ...pending]);
  const calls = Object.fromEntries(
    Object.entries(books.calls).map(([id, call]) => [
      id,
      { ...call, invoice: call.invoice ?? books.invoices.length, pending: 0n },
    ]),
  );
  const invoice: Invoice = {
    taxBps: books.taxBps,
    tax: taxOf(total, books.taxBps),
    credited: 0n,
    taxCredited: 0n,
    taxTaken: false,
  };
  const collecting = { ...books.collecting, [document]: true };
  return { next: { ...books, calls, collecting, invoices: [...books.invoices, invoice] }, total };
}

/** Closes what was closed before: nothing happens, and nothing is asked for. */
export const billAgain = (books: Books, document: string): Books => ({
  ...books,
  collecting: { ...books.collecting, [document]: false },
});

/**
 * Takes the taxes that the wallet can pay whole, the oldest invoice's first; neither held nor promotional money pays. A tax
 * below zero is given back.
 */
export function collect(books: Books): Books {
  let { posted } = books;
  let free = books.posted - books.held + books.creditLimit - promotional(books);
  const invoices = books.invoices.map((invoice) => {
    const due = invoice.taxTaken ? 0n : invoice.tax - invoice.taxCredited;
    if (due === 0n || due > free) return invoice;
    free -= due;
    posted -= due;
    return { ...invoice, taxTaken: true };
  });
  return { ...books, posted, invoices };
}

/** The same for a document. NULL as long as that is not there. */
export function collectFor(books: Books, document: string): Books | null {
  const { [document]: isDue, ...collecting } = books.collecting;
  if (isDue === undefined) return null;
  return isDue ? collect({ ...books, collecting }) : { ...books, collecting };
}

/** Gives a part of a call's cost back, and of its invoice's tax as much as that makes less, if the tax was paid. */
export function credit(books: Books, attemptId: string, amount: bigint): Books {
  const call = books.calls[attemptId];
  if (!call) throw new Error(`attempt ${attemptId} is no call`);
  const given: Books = {
    ...pay(books, amount),
    caps: moveCaps(books.caps, call.caps, 0n, -amount),
    calls: { ...books.calls, [attemptId]: { ...call, cost: call.cost - amount } },
  };
  return call.invoice === null ? given : creditTax(given, call.invoice, amount);
}

function creditTax(books: Books, no: number, amount: bigint): Books {
  const invoice = books.invoices[no];
  if (!invoice) throw new Error(`there is no invoice ${no}`);
  const { taxBps, credited, taxCredited, taxTaken } = invoice;
  const tax = taxOf(credited + amount, taxBps) - taxOf(credited, taxBps);
  const changed = { ...invoice, credited: credited + amount, taxCredited: taxCredited + tax };
  return { ...pay(books, taxTaken ? tax : 0n), invoices: books.invoices.with(no, changed) };
}
