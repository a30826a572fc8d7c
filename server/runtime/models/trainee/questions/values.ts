import { aliased, from, selectTexts } from "../profile/long";
import type { Column, Table } from "../profile/table";
import type { Result } from "../result";
import { text } from "../result";
import { explained, literal } from "../sql";
import type { ValueHit } from "./ask";
import { FILLERS, VALUE_SYNONYMS } from "./lexicon";
import { readWords } from "./tokens";

const PHRASE_CAP = 300;
const LONGEST = 4;
/** Values that mean "it is so", looked up in two-valued columns. */
const YES = ["yes", "true", "y", "t"];

const searched = (table: Table): Column[] =>
  table.columns
    .filter(
      ({ role, kinds }) =>
        ["category", "text", "boolean", "constant"].includes(role) || (role === "id" && kinds < 5_000),
    )
    .filter(({ asNumber }) => asNumber === null)
    .slice(0, 20);

/** Each phrase of the clauses that could be a value, with the spellings to look for. */
function phrases(clauses: readonly string[]): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const clause of clauses) {
    const words = readWords(clause);
    for (let start = 0; start < words.length; start += 1) {
      for (
        let length = 1;
        length <= LONGEST && start + length <= words.length && found.size < PHRASE_CAP;
        length += 1
      ) {
        const part = words.slice(start, start + length);
        const phrase = part.map(({ lower }) => lower).join(" ");
        const single = length === 1 ? part[0] : undefined;
        const ordinal = /^(first|second|third)$/.test(phrase);
        const initial = start > 0 && /^\p{Lu}$/u.test(single?.raw ?? "");
        if (single && !ordinal && !initial && (FILLERS.has(phrase) || single.number !== null)) continue;
        if (
          !single &&
          [part[0], part.at(-1)].some((word) => word && FILLERS.has(word.lower) && !/^\p{Lu}/u.test(word.raw))
        )
          continue;
        const stemmed = part.map((word, i) => (i === part.length - 1 ? word.stem : word.lower)).join(" ");
        found.set(phrase, [...new Set([phrase, stemmed, ...(VALUE_SYNONYMS.get(phrase) ?? [])])]);
      }
    }
  }
  return found;
}

/** Looks for the brief's words among the values of the text columns. NULL when there is nothing to look for. */
export function valuesQuery(table: Table, clauses: readonly string[]): string | null {
  const columns = searched(table);
  const sought = phrases(clauses);
  if (columns.length === 0 || sought.size === 0) return null;
  const spellings = [...new Set([...[...sought.values()].flat(), ...YES])];
  return explained(
    `Words of the brief that are values in ${table.name}`,
    `SELECT DISTINCT c, v FROM (UNPIVOT (SELECT ${selectTexts(aliased(columns, "c"))} ${from(table)}) ON COLUMNS(*) INTO NAME c VALUE v) WHERE lower(v) IN (${spellings.map(literal).join(", ")}) ORDER BY c, v LIMIT 100`,
  );
}

export function readValues(table: Table, clauses: readonly string[], result: Result): ValueHit[] {
  const columns = new Map(aliased(searched(table), "c").map(({ alias, column }) => [alias, column]));
  const rows = result.rows.flatMap((row) => {
    const column = columns.get(text(row, "c") ?? "");
    const value = text(row, "v");
    return column && value !== null ? [{ column, value }] : [];
  });
  const sought = phrases(clauses);
  const spelled = [...sought].flatMap(([phrase, spellings]) =>
    rows.filter(({ value }) => spellings.includes(value.toLowerCase())).map((hit) => ({ ...hit, phrase })),
  );
  const positive = rows
    .filter(({ column, value }) => column.kinds === 2 && YES.includes(value.toLowerCase()))
    .map((hit) => ({ ...hit, phrase: "" }));
  return [...spelled, ...positive];
}
