import type { Table } from "../profile/table";
import type { Fact, Understood } from "./ask";
import { findMentions } from "./match";
import { readWords } from "./tokens";

const FACTS: readonly { readonly pattern: RegExp; readonly fact: Fact }[] = [
  {
    pattern:
      /\bhow many (?:rows|records|entries|observations|lines)(?: of data)?(?: are there| (?:does|do|are|is) .*| in .*)?\s*\??$|\bnumber of (?:rows|records|observations)\s*\??$/i,
    fact: "rows",
  },
  { pattern: /\bhow many (?:columns|fields|variables)\b|\bnumber of (?:columns|fields)\b/i, fact: "columns" },
  {
    pattern:
      /\b(?:what|which|list|name)\b.*\b(?:columns|fields|variables)\b.*\b(?:are|does|exist|there|have)\b(?!.*\bmissing\b)|\bcolumn names\b/i,
    fact: "column-list",
  },
  {
    pattern: /\b(?:missing|null|blank|empty)\b.*\b(?:values?|data|entries|cells)\b|\b(?:missing|nulls)\b.*\?$/i,
    fact: "missing",
  },
  { pattern: /\bduplicat(?:e|es|ed|ion)\b/i, fact: "duplicates" },
  { pattern: /\b(?:date range|time span|time period|what period|which period|period covered)\b/i, fact: "period" },
];

/** Questions about the table as such. "How many rows where x > 3" is not one: it counts under a condition. */
export function readFact(clause: string, table: Table): Understood | null {
  const found = FACTS.find(({ pattern }) => pattern.test(clause));
  if (!found || (found.fact === "rows" && /\b(?:where|with|whose|having)\b/i.test(clause))) return null;
  const column = found.fact === "missing" ? (findMentions(readWords(clause), table)[0]?.column ?? null) : null;
  return { kind: "fact", clause, fact: found.fact, column };
}
