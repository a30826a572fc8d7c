import Papa from "papaparse";
import { type Sheet, textOf } from "./sheets";

/** A table as CSV. Nothing is altered for spreadsheets that would read a leading "=" as a formula: data stays data. */
export const csvOf = ({ columns, rows }: Sheet): string =>
  `${Papa.unparse({ fields: [...columns], data: rows.map((row) => row.map(textOf)) }, { newline: "\n" })}\n`;
