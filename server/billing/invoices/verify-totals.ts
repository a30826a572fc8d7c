import { addPico, type Pico, parseUsd } from "#kernel";
import { type Bill, computeTotal } from "./bill";
import type { BillProblem } from "./bill-problem";

const usd = (text: string): Pico => parseUsd(text);

/** The exact sum of amounts in US dollars. */
export const sumUsd = (parts: readonly { readonly amount: string }[]): Pico =>
  addPico(...parts.map(({ amount }) => usd(amount)));

type Totals = Pick<Bill, "exactTotal" | "tax" | "carriedIn" | "rounding" | "total">;

/**
 * The sums of a document, which are the same on an invoice and on a credit note.
 * @param exactTotal what its lines add up to, @param tax and what the tax on that is
 */
export function* checkTotals(
  document: Totals,
  { exactTotal, tax }: { readonly exactTotal: Pico; readonly tax: Pico },
): Generator<BillProblem> {
  if (exactTotal !== usd(document.exactTotal))
    yield { where: "exactTotal", problem: `the lines do not add up to ${document.exactTotal}` };
  if (tax !== usd(document.tax.amount))
    yield {
      where: "tax",
      problem: `${document.tax.bps / 100}% of ${document.exactTotal} is not ${document.tax.amount}`,
    };
  const { rounding, total } = computeTotal(usd(document.exactTotal), usd(document.tax.amount), usd(document.carriedIn));
  if (rounding !== usd(document.rounding))
    yield { where: "rounding", problem: `${document.rounding} does not round it to whole cents, half to even` };
  if (total !== usd(document.total))
    yield { where: "total", problem: "it is not exactTotal + tax + carriedIn, rounded to cents" };
}
