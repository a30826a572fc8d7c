import Papa from "papaparse";
import type { Bill, BillAdjustment, BillLine } from "./bill";

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

function rowOf(number: string, { no, reason, components, credited, seal, digest, ...place }: BillAdjustment): Row {
  return { ...place, number, line: `adjustment ${no}`, component: `re-rated: ${reason}` };
}

/** An invoice as CSV: one row per component, credit and adjustment, exact amounts. Their sum is `exactTotal`. */
export function billCsv({ number, lines, adjustments = [] }: Bill): string {
  const data = [
    ...lines.flatMap((line) => rowsOf(number, line)),
    ...adjustments.map((adjustment) => rowOf(number, adjustment)),
  ];
  return Papa.unparse({ fields: [...COLUMNS], data }, { escapeFormulae: FORMULA, newline: "\r\n" });
}
