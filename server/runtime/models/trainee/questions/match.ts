import type { Column, Table } from "../profile/table";
import { nameWords } from "../words";
import { areSynonyms, FILLERS } from "./lexicon";
import { isNear, stem, type Word } from "./tokens";

/** A column that a stretch of the question names. `end` is exclusive. */
export type Mention = {
  readonly column: Column;
  readonly start: number;
  readonly end: number;
  readonly score: number;
  /** Other columns that fit these words equally well. */
  readonly rivals: readonly Column[];
};

const UNITS = new Set("mm cm m km g kg lb lbs usd eur pct in per of the a c f mph kmh".split(" "));

/** The words of a name that carry its meaning; units in brackets and fillers do not. */
export function meaningful(name: string): string[] {
  const bare = name.replace(/\([^)]*\)|\[[^\]]*\]/g, " ");
  const all = nameWords(bare.trim() ? bare : name)
    .map((word) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""))
    .filter(Boolean);
  const kept = all.filter((word) => !UNITS.has(word));
  return kept.length > 0 ? kept : all;
}

/** How well a question's word is a column's word: 1 the same, 0 not at all. */
export function likeness(asked: string, named: string): number {
  const a = stem(asked);
  const b = stem(named);
  if (a === b) return 1;
  if (areSynonyms(asked, named) || areSynonyms(a, b)) return 0.85;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length >= 4 && long.startsWith(short)) return 0.9;
  if (short.length === 3 && long.length >= 6 && long.startsWith(short)) return 0.6;
  if (short.length >= 6 && sharedStart(a, b) >= Math.max(5, long.length / 2)) return 0.8;
  if (short.length >= 8 && isNear(a, b, 2)) return 0.75;
  return short.length >= 5 && isNear(a, b, 1) ? 0.75 : 0;
}

function sharedStart(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  return i;
}

const acronymOf = (name: string): string =>
  nameWords(name.replace(/\([^)]*\)/g, ""))
    .map((word) => word[0]?.toLowerCase() ?? "")
    .join("");

/** All columns that the words name, best first, without overlaps. */
export function findMentions(words: readonly Word[], table: Table): Mention[] {
  const found = table.columns.flatMap((column) => candidates(words, column));
  found.sort((a, b) => b.score - a.score || a.start - b.start || b.end - b.start - (a.end - a.start));
  const chosen: Mention[] = [];
  for (const candidate of found) {
    if (chosen.some((other) => candidate.start < other.end && other.start < candidate.end)) continue;
    const rivals = found.filter(
      (other) =>
        other.column !== candidate.column &&
        other.start < candidate.end &&
        candidate.start < other.end &&
        other.score > candidate.score - 0.02,
    );
    chosen.push({ ...candidate, rivals: rivals.map(({ column }) => column) });
  }
  return chosen.sort((a, b) => a.start - b.start);
}

type Candidate = Omit<Mention, "rivals">;

function candidates(words: readonly Word[], column: Column): Candidate[] {
  const named = meaningful(column.name);
  const acronym = acronymOf(column.name);
  return words.flatMap((word, start): Candidate[] => {
    if (word.number !== null) return [];
    if (acronym.length >= 3 && word.lower === acronym) return [{ column, start, end: start + 1, score: 2 }];
    const best = bestWindow(words, start, named);
    return best ? [{ column, start, ...best }] : [];
  });
}

/** The best reading of the words from `start` on as this name, in any order, with fillers in between. */
function bestWindow(
  words: readonly Word[],
  start: number,
  named: readonly string[],
): { end: number; score: number } | null {
  const open = new Set(named.keys());
  let matched = 0;
  let meaning = 0;
  let end = start;
  for (let i = start; i < Math.min(words.length, start + named.length + 3); i += 1) {
    const word = words[i];
    if (!word || word.number !== null) break;
    const best = [...open]
      .map((index) => ({ index, fit: likeness(word.lower, named[index] ?? "") }))
      .sort((a, b) => b.fit - a.fit)[0];
    if (best && best.fit > 0) {
      open.delete(best.index);
      matched += best.fit;
      if (!FILLERS.has(word.lower) || named.length === 1) meaning += 1;
      end = i + 1;
    } else if (!(i > start && ["of", "in", "per", "the", "s"].includes(word.lower))) break;
  }
  if (matched === 0 || meaning === 0) return null;
  const coverage = matched / named.length;
  if (coverage < 0.3) return null;
  return { end, score: matched * (0.5 + 0.5 * coverage) + (open.size === 0 ? 0.3 : 0) };
}
