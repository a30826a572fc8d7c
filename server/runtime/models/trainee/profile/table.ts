/** What a column is for, as far as rules can tell. */
export type Role = "id" | "category" | "number" | "time" | "text" | "boolean" | "empty" | "constant" | "nested";

export type SchemaColumn = { readonly name: string; readonly sqlType: string };

/** A table as the database describes it, before any value was looked at. */
export type Schema = {
  readonly table: string;
  readonly columns: readonly SchemaColumn[];
  /** All columns of the table, also those beyond the cap. */
  readonly total: number;
  readonly leftOut: number;
};

export type Column = SchemaColumn & {
  readonly role: Role;
  readonly present: number;
  readonly missing: number;
  /** Distinct values, missing ones not counted. */
  readonly kinds: number;
  /** Smallest and largest value as text; NULL for text columns. */
  readonly low: string | null;
  readonly high: string | null;
  /** SQL that gives the value as DOUBLE, where it is a number. */
  readonly asNumber: string | null;
  /** SQL that gives the value as TIMESTAMP, where it is a date. */
  readonly asTime: string | null;
  /** SQL that gives the value as VARCHAR, blank text as NULL. */
  readonly asText: string;
  /** Numbers or dates that the file stores as text. */
  readonly fromText: boolean;
  /** Whole numbers that mean years. */
  readonly yearly: boolean;
  /** Only whole numbers occur. */
  readonly integer: boolean;
};

export type Table = {
  readonly name: string;
  readonly rows: number;
  /** Rows that repeat an earlier row in every column; NULL when that could not be counted. */
  readonly duplicates: number | null;
  /** The analysed columns. */
  readonly columns: readonly Column[];
  /** All columns, also those beyond the cap. */
  readonly columnCount: number;
};

/** More columns than this make a report nobody reads; those that the brief names come first. */
export const COLUMN_CAP = 40;
export const TABLE_CAP = 6;

const FEW_KINDS = 12;

/** Numbers that can be averaged. */
export const measures = (table: Table): Column[] => table.columns.filter((column) => column.role === "number");

/** Whether the values of a column make groups worth comparing. */
export const isGroup = (column: Column): boolean =>
  column.role === "category" ||
  column.role === "boolean" ||
  (column.role === "number" && column.integer && column.kinds >= 2 && column.kinds <= FEW_KINDS);

/** Groups of a size that a person can compare: at most `cap` kinds, and several rows in each. */
export const comparableGroups = (table: Table, cap: number): Column[] =>
  table.columns.filter(
    (column) => isGroup(column) && column.kinds >= 2 && column.kinds <= cap && column.kinds * 2 <= column.present,
  );

export const times = (table: Table): Column[] => table.columns.filter((column) => column.role === "time");

/** 0/1 and true/false columns: their mean is a share. */
export const isFlag = (column: Column): boolean =>
  column.role === "boolean" ||
  (column.role === "number" && column.kinds === 2 && Number(column.low) === 0 && Number(column.high) === 1);

/** The column that names a row best: a name or title before a code before a group. */
export function labelOf(table: Table): Column | null {
  const named = table.columns.filter((column) => ["text", "id", "category"].includes(column.role));
  const score = (column: Column): number => {
    const byName = /name|title|label|model|country|city|product|company|player|item/i.test(column.name) ? 2 : 0;
    const byRole = column.role === "text" ? 1 : column.role === "id" && column.asNumber === null ? 0.5 : 0;
    const unique = column.kinds / Math.max(1, column.present);
    return byName + byRole + unique;
  };
  const best = [...named].sort((a, b) => score(b) - score(a))[0];
  return best && (best.kinds >= best.present * 0.2 || best.role === "text") ? best : null;
}
