import type { Column, Table } from "../profile/table";
import type { Aggregate } from "./lexicon";

/** A condition on rows: SQL, and how it reads. `column` is NULL for conditions that name none. */
export type Filter = { readonly sql: string; readonly words: string; readonly column: Column };

/** A part of a date that rows can be grouped by. */
export type TimePart = "year" | "month" | "week" | "day" | "calendar month" | "weekday" | "quarter";

export type AskGroup =
  | { readonly kind: "column"; readonly column: Column }
  | { readonly kind: "time"; readonly column: Column; readonly part: TimePart };

/** A question as the trainee understood it. */
export type Ask = {
  readonly clause: string;
  readonly table: Table;
  readonly aggregate: Aggregate;
  /** What is aggregated; NULL counts rows. */
  readonly measure: Column | null;
  /** The second measure of a correlation. */
  readonly other: Column | null;
  readonly groups: readonly AskGroup[];
  readonly filters: readonly Filter[];
  /** For a share: what the counted part must fulfil; `filters` make the whole. */
  readonly part: readonly Filter[];
  /** Set when groups are ranked: "which", "top 5". */
  readonly rank: { readonly direction: "desc" | "asc"; readonly limit: number; readonly winner: boolean } | null;
  /** Choices made and words left over, for the person to check. */
  readonly notes: readonly string[];
};

/** Questions that the profile answers without a query of their own. */
export type Fact = "rows" | "columns" | "missing" | "duplicates" | "period" | "column-list";

export type Understood =
  | { readonly kind: "ask"; readonly ask: Ask }
  | { readonly kind: "fact"; readonly clause: string; readonly fact: Fact; readonly column: Column | null }
  | { readonly kind: "cannot"; readonly clause: string; readonly reason: string };

/** A value of a text column that occurs in the brief. `phrase` is the brief's wording in lower case. */
export type ValueHit = { readonly column: Column; readonly value: string; readonly phrase: string };
