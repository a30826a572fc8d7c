import { type Pico, pico, ZERO } from "#kernel";
import { dueOf, type InvoiceAccount } from "./invoice-state";

const PICO_PER_CENT = 10_000_000_000n;

/** An invoice that may have something due. */
export type OpenInvoice = InvoiceAccount & {
  readonly id: string;
  /**
   * Its tax less what credit notes gave back of it, as long as none was taken from the wallet; else zero. Below zero on an
   * invoice that gives more back than it charges.
   */
  readonly taxToTake: Pico;
};

/** A wallet, as far as invoices are concerned. */
export type Purse = {
  readonly posted: Pico;
  /** What may be taken from it: neither held nor promotional. */
  readonly free: Pico;
};

/**
 * What to take from the wallet for an invoice, and how much of the invoice is paid thereby. Zero when nothing; a tax below
 * zero is given back.
 */
export type Collection = { readonly invoiceId: string; readonly tax: Pico; readonly paid: Pico };

const ceilToCents = (amount: Pico): Pico => pico(((amount + PICO_PER_CENT - 1n) / PICO_PER_CENT) * PICO_PER_CENT);

const smaller = (a: Pico, b: Pico): Pico => (a < b ? a : b);

/**
 * Decides what a wallet pays of its organization's invoices, the oldest first. Calls have moved the wallet already, each
 * by its exact charge: so an invoice's tax is taken whole if there is money for it, and a wallet that is not below zero
 * owes nothing but the taxes that are still to be taken. A tax below zero is given back at once.
 */
export function computeCollections(invoices: readonly OpenInvoice[], purse: Purse): Collection[] {
  let { posted, free } = purse;
  return invoices.flatMap(({ taxToTake, ...invoice }) => {
    const tax = taxToTake <= free ? taxToTake : ZERO;
    posted = pico(posted - tax);
    free = pico(free - tax);
    const due = dueOf(invoice);
    const kept = taxToTake > tax ? smaller(due, ceilToCents(taxToTake)) : ZERO;
    const paid = posted >= 0n ? pico(due - kept) : ZERO;
    return tax !== 0n || paid > 0n ? [{ invoiceId: invoice.id, tax, paid }] : [];
  });
}
