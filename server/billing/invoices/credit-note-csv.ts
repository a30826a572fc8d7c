import Papa from "papaparse";
import { FORMULA } from "./bill-csv";
import type { CreditNote } from "./credit-note";

const COLUMNS = [
  "number",
  "line",
  "corrects",
  "invoiceLine",
  "attemptId",
  "jobId",
  "jobTitle",
  "runId",
  "agent",
  "step",
  "attempt",
  "model",
  "charged",
  "amount",
] as const;

type Row = Partial<Record<(typeof COLUMNS)[number], string | number>>;

/** A credit note as CSV: one row per call, its amount below zero and exact. Their sum is `exactTotal`. */
export function creditNoteCsv({ number, corrects, lines }: CreditNote): string {
  const data = lines.map(
    ({ no, amount, digest: _, projectId: __, ...line }): Row => ({
      ...line,
      number,
      line: no,
      corrects: corrects.number,
      amount: `-${amount}`,
    }),
  );
  return Papa.unparse({ fields: [...COLUMNS], data }, { escapeFormulae: FORMULA, newline: "\r\n" });
}
