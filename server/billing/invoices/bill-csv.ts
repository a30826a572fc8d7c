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
  "madeBy",
  "model",
  "tier",
  "component",
  "quantity",
  "rate",
  "unit",
  "amount",
] as const;

/** Names of agents by run, and by attempt where a verifier made it. */
type Names = Readonly<Record<string, string>>;

type Row = Partial<Record<(typeof COLUMNS)[number], string | number>>;

function rowsOf(number: string, { no, components, credits, seal, digest, ...place }: BillLine, names: Names): Row[] {
  const common = { ...place, number, line: no, madeBy: names[place.attemptId] ?? names[place.runId] ?? place.agent };
  return [
    ...components.map(({ rateCardId, ...component }) => ({ ...common, ...component })),
    ...credits.map(({ reason, amount }) => ({ ...common, component: `credit: ${reason}`, amount: `-${amount}` })),
  ];
}

function rowOf(number: string, { no, reason, components, credited, seal, digest, ...place }: BillAdjustment): Row {
  return { ...place, number, line: `adjustment ${no}`, component: `re-rated: ${reason}` };
}

/**
 * An invoice as CSV: one row per component, credit and adjustment, exact amounts. Their sum is `exactTotal`.
 * @param names whom `madeBy` names instead of the run's agent
 */
export function billCsv({ number, lines, adjustments = [] }: Bill, names: Names = {}): string {
  const data = [
    ...lines.flatMap((line) => rowsOf(number, line, names)),
    ...adjustments.map((adjustment) => rowOf(number, adjustment)),
  ];
  return Papa.unparse({ fields: [...COLUMNS], data }, { escapeFormulae: FORMULA, newline: "\r\n" });
}
