import Papa from "papaparse";
import { FORMULA } from "../invoices/bill-csv";

/** A table for a spreadsheet. What begins like a formula is defused; a number below zero is not one. */
export const writeCsv = <C extends string>(
  columns: readonly C[],
  rows: readonly Readonly<Partial<Record<C, string | number | null>>>[],
): string => Papa.unparse({ fields: [...columns], data: [...rows] }, { escapeFormulae: FORMULA, newline: "\r\n" });
