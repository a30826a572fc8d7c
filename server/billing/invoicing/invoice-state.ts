import { type Pico, pico, roundToCents, ZERO } from "#kernel";

export type InvoiceState = "paid" | "open" | "overdue";

/** What has happened to an invoice since it was issued. Amounts in picodollars. */
export type InvoiceAccount = {
  readonly total: Pico;
  /** Σ payments. */
  readonly paid: Pico;
  /** Σ credit notes, tax included; not below zero. */
  readonly credited: Pico;
  readonly dueAt: Date | null;
};

/** What is still to be paid, in whole cents and never below zero. */
export function dueOf({ total, paid, credited }: InvoiceAccount): Pico {
  const due = roundToCents(pico(total - paid - credited));
  return due > 0n ? due : ZERO;
}

/** Derived, never stored: it changes by payments, credit notes and time, and an invoice does not change. */
export function stateOf(account: InvoiceAccount, now: Date): InvoiceState {
  if (dueOf(account) === 0n) return "paid";
  return account.dueAt !== null && account.dueAt < now ? "overdue" : "open";
}
