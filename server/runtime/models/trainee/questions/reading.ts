import type { Column, Table } from "../profile/table";
import type { ValueHit } from "./ask";
import { findMentions, type Mention } from "./match";
import { readWords, type Word } from "./tokens";

export type ValueMention = {
  readonly column: Column;
  readonly values: readonly string[];
  readonly start: number;
  readonly end: number;
};

/** A clause while it is being understood. Readers mark the words they could explain. */
export class Reading {
  readonly words: readonly Word[];
  readonly mentions: readonly Mention[];
  readonly values: readonly ValueMention[];
  readonly used = new Set<number>();
  readonly notes: string[] = [];

  constructor(
    readonly clause: string,
    readonly table: Table,
    readonly hits: readonly ValueHit[],
  ) {
    this.words = readWords(clause);
    const mentions = findMentions(this.words, table);
    this.values = findValues(this.words, hits, mentions);
    this.mentions = mentions.filter((mention) => !this.values.some((value) => eclipses(value, mention)));
  }

  word(i: number): string {
    return this.words[i]?.lower ?? "";
  }

  /** The index of the first of these words, or -1. */
  find(pattern: RegExp, from = 0): number {
    return this.words.findIndex((word, i) => i >= from && pattern.test(word.lower));
  }

  use(start: number, end = start + 1): void {
    for (let i = start; i < end; i += 1) this.used.add(i);
  }

  isFree(mention: { start: number; end: number }): boolean {
    for (let i = mention.start; i < mention.end; i += 1) if (this.used.has(i)) return false;
    return true;
  }

  mentionAt(i: number): Mention | undefined {
    return this.mentions.find(({ start, end }) => start <= i && i < end);
  }

  /** Notes which column was taken when others fitted as well. */
  take(mention: Mention): Column {
    this.use(mention.start, mention.end);
    const rivals = [...new Set(mention.rivals)].filter((rival) => rival !== mention.column);
    if (rivals.length > 0 && !this.notes.some((note) => note.includes("could also mean"))) {
      const asked = this.words
        .slice(mention.start, mention.end)
        .map(({ raw }) => raw)
        .join(" ");
      this.notes.push(
        `“${asked}” could also mean ${rivals
          .slice(0, 3)
          .map(({ name }) => `“${name}”`)
          .join(
            " or ",
          )}; I took “${mention.column.name}”, ${rivals.length > 0 && mention.score > 1 ? "the first column that fits" : "the closest name"}`,
      );
    }
    return mention.column;
  }
}

/** A whole value beats a column that only resembles the word. */
const eclipses = (value: ValueMention, mention: Mention): boolean =>
  value.start < mention.end &&
  mention.start < value.end &&
  (value.end - value.start > mention.end - mention.start || mention.score < 1.2);

function findValues(words: readonly Word[], hits: readonly ValueHit[], mentions: readonly Mention[]): ValueMention[] {
  const found: ValueMention[] = [];
  for (let start = 0; start < words.length; ) {
    const match = longestValue(words, start, hits, mentions);
    if (match) found.push(match);
    start = match?.end ?? start + 1;
  }
  return found;
}

/** "segment A" names a value, "a segment" does not. */
const isArticle = (words: readonly Word[], start: number, length: number): boolean =>
  length === 1 && words[start]?.lower === "a" && (start === 0 || words[start]?.raw !== "A");

function longestValue(
  words: readonly Word[],
  start: number,
  hits: readonly ValueHit[],
  mentions: readonly Mention[],
): ValueMention | null {
  for (let length = 4; length >= 1; length -= 1) {
    const end = start + length;
    if (end > words.length) continue;
    const phrase = words
      .slice(start, end)
      .map(({ lower }) => lower)
      .join(" ");
    const matching = hits.filter((hit) => hit.phrase === phrase);
    if (matching.length === 0 || isArticle(words, start, length)) continue;
    const named = mentions.some((mention) => mention.start === start && mention.end >= end && mention.score >= 1.3);
    if (named) continue;
    const close = matching.find(({ column }) =>
      mentions.some((m) => m.column === column && (m.start === end || m.end === start)),
    );
    const column = (close ?? [...matching].sort((a, b) => a.column.kinds - b.column.kinds)[0])?.column;
    if (!column) continue;
    const values = [...new Set(matching.filter((hit) => hit.column === column).map(({ value }) => value))];
    return { column, values, start, end };
  }
  return null;
}
