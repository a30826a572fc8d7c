import { AGGREGATES } from "./questions/lexicon";
import { likeness, meaningful } from "./questions/match";
import { isAsking, looksForeign, READ_CHARACTERS, splitClauses } from "./questions/split";
import { readWords } from "./questions/tokens";
import { nameWords } from "./words";

/** What people asked for, prepared once a call. */
export type Brief = {
  readonly clauses: readonly string[];
  readonly foreign: boolean;
  readonly cut: boolean;
  /** Words of the brief, for telling which columns it cares about. */
  readonly words: readonly string[];
};

/** @param said what people wrote, in order; of each part only the first `READ_CHARACTERS` are read */
export function readBrief(said: readonly string[]): Brief {
  const text = said.map((part) => part.slice(0, READ_CHARACTERS)).join("\n");
  const clauses = [...new Set(splitClauses(text))];
  const words = [...new Set(readWords(text.slice(0, READ_CHARACTERS)).map(({ lower }) => lower))].slice(0, 600);
  return { clauses, foreign: looksForeign(text), cut: said.some((part) => part.length > READ_CHARACTERS), words };
}

/** Clauses whose words are worth looking up among the values. */
export const lookedUp = ({ clauses }: Brief): string[] =>
  clauses
    .filter((clause) => isAsking(clause) || readWords(clause).some(({ lower }) => AGGREGATES.has(lower)))
    .filter((clause) => clause.length < 400)
    .slice(0, 20);

/** Whether the brief speaks of a column of this name. */
export function mentions({ words }: Brief, name: string): boolean {
  const parts = meaningful(name).filter((part) => part.length > 2);
  return (
    parts.length > 0 &&
    parts.every((part) => words.some((word) => likeness(word, part) >= 0.85)) &&
    nameWords(name).length > 0
  );
}

/** The same items, those that the brief speaks of first. */
export const mentionedFirst = <T extends { readonly name: string }>(brief: Brief, items: readonly T[]): T[] => [
  ...items.filter(({ name }) => mentions(brief, name)),
  ...items.filter(({ name }) => !mentions(brief, name)),
];
