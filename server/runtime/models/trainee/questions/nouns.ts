import { type Column, isFlag, isGroup } from "../profile/table";
import type { Mention } from "./match";
import type { Reading } from "./reading";

/** A column whose different values can be counted. */
export const isListable = (column: Column): boolean =>
  ["category", "text", "id"].includes(column.role) || (isGroup(column) && !isFlag(column));

/** "How many countries": the plural of a column's name near the start means its different values. */
export const isPlural = (reading: Reading, { start, end }: Mention): boolean =>
  reading.words.slice(start, end).some(({ lower }) => /s$/.test(lower)) && start <= 4;
