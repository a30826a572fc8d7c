import { textOf } from "../../../_trpc/form-state";

/** A connector sends at most so many. */
export const HEADER_ROWS = 5;

export const headerField = (row: number): string => `headerName${row || ""}`;
export const valueField = (row: number): string => `headerValue${row || ""}`;

const ROWS = Array.from({ length: HEADER_ROWS }, (_, row) => row);

/** The headers of a form: those with what they say, and those that stay as they are. A row without a name is none. */
export function headersOf(form: FormData): { headers: Record<string, string>; kept: string[] } {
  const rows = ROWS.map(
    (row) => [textOf(form, headerField(row)).trim(), textOf(form, valueField(row)).trim()] as const,
  );
  const named = rows.filter(([name, value]) => name !== "" || value !== "");
  return {
    headers: Object.fromEntries(named.filter(([, value]) => value !== "")),
    kept: named.filter(([, value]) => value === "").map(([name]) => name),
  };
}

/** The field of a form that a refusal of `headers` is about: its own row, else the first. */
export function fieldOfHeader(form: FormData, field: string): string {
  const name = field.slice("headers.".length);
  const row = ROWS.find((one) => name !== "" && textOf(form, headerField(one)).trim() === name);
  return valueField(row ?? 0);
}
