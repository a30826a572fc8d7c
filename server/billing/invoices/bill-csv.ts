import Papa from "papaparse";
import type { Bill, BillLine } from "./bill";

/** A spreadsheet runs what begins like a formula. A number below zero does not. */
const FORMULA = /^[=+@\t\r]|^-(?![\d.])/;

const rowsOf = (line: BillLine) => {
  const { no, at, jobId, jobTitle, runId, agent, step, attempt, purpose, model, tier } = line;
  const place = { line: no, at, jobId, jobTitle, runId, agent, step, attempt, purpose, model, tier };
  return [
    ...line.components.map(({ component, quantity, rate, unit, amount }) => ({
      ...place,
      component,
      quantity,
      rate,
      unit,
      amount,
    })),
    ...line.credits.map(({ reason, amount }) => ({
      ...place,
      component: `credit: ${reason}`,
      quantity: "",
      rate: "",
      unit: "",
      amount: `-${amount}`,
    })),
  ];
};

const COLUMNS = [
  ..."number line at jobId jobTitle runId agent step attempt purpose model tier component quantity rate unit amount".split(
    " ",
  ),
];

/** An invoice as CSV: one row per component and credit, exact amounts. Their sum is `exactTotal`. */
export const billCsv = (bill: Bill): string =>
  Papa.unparse(
    { fields: COLUMNS, data: bill.lines.flatMap(rowsOf).map((row) => ({ number: bill.number, ...row })) },
    { escapeFormulae: FORMULA, newline: "\r\n" },
  );
