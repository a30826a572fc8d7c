import Papa from "papaparse";
import type { Bill, BillLine } from "./bill";

/** A spreadsheet runs what begins like a formula. A number below zero does not. */
export const FORMULA = /^[=+@\t\r]|^-(?![\d.])/;

const COLUMNS = [
  "number",
  "line",
  "at",
  "jobId",
  "jobTitle",
  "runId",
  "agent",
  "step",
  "attempt",
  "purpose",
  "model",
  "tier",
  "component",
  "quantity",
  "rate",
  "unit",
  "amount",
] as const;

type Row = Partial<Record<(typeof COLUMNS)[number], string | number>>;

function rowsOf(number: string, { no, components, credits, seal, digest, ...place }: BillLine): Row[] {
  const common = { ...place, number, line: no };
  return [
    ...components.map(({ rateCardId, ...component }) => ({ ...common, ...component })),
    ...credits.map(({ reason, amount }) => ({ ...common, component: `credit: ${reason}`, amount: `-${amount}` })),
  ];
}

/** An invoice as CSV: one row per component and credit, exact amounts. Their sum is `exactTotal`. */
export const billCsv = (bill: Bill): string =>
  Papa.unparse(
    { fields: [...COLUMNS], data: bill.lines.flatMap((line) => rowsOf(bill.number, line)) },
    { escapeFormulae: FORMULA, newline: "\r\n" },
  );
