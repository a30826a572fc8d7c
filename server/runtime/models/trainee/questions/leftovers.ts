import { readable } from "../words";
import type { Ask } from "./ask";
import { ADJECTIVES, AGGREGATES, FILLERS } from "./lexicon";
import { likeness, meaningful } from "./match";
import type { Reading } from "./reading";
import { stem } from "./tokens";

/** Adds what was left over: a word with content that nothing explains must not be passed over in silence. */
export function finish(reading: Reading, ask: Ask): Ask {
  const known = new Set(meaningful(reading.table.name).map(stem));
  const columnWords = reading.table.columns.flatMap(({ name }) => meaningful(name));
  const left = reading.words.filter(({ lower, stem: s, number }, i) => {
    if (reading.used.has(i) || AGGREGATES.has(lower) || ADJECTIVES.has(lower)) return false;
    if (columnWords.some((named) => likeness(lower, named) > 0)) return false;
    return !FILLERS.has(lower) && !known.has(s) && (number !== null || isNamed(reading, i));
  });
  const notes =
    left.length > 0
      ? [
          `I found nothing in the data for ${left
            .slice(0, 4)
            .map(({ raw }) => `“${raw}”`)
            .join(", ")}, so it did not narrow the answer`,
        ]
      : [];
  const dropped = reading.values.filter(
    ({ column }) => ![...ask.filters, ...ask.part].some((filter) => filter.column === column),
  );
  const unused = reading.mentions.filter(
    (mention) =>
      mention.score >= 1.2 &&
      reading.isFree(mention) &&
      mention.column !== ask.measure &&
      ![...ask.filters, ...ask.part].some(({ column }) => column === mention.column),
  );
  if (unused[0]) notes.push(`“${unused[0].column.name}” was named but I could not use it`);
  const lost = dropped.length > 0 ? [`“${readable(dropped[0]?.column.name ?? "")}” was named but not used`] : [];
  return { ...ask, notes: [...reading.notes, ...notes, ...lost] };
}

/** Names and places: capitalized inside the sentence, or right after "in", "from", "at". */
const isNamed = (reading: Reading, i: number): boolean =>
  (i > 0 && /^\p{Lu}/u.test(reading.words[i]?.raw ?? "")) ||
  /^(in|from|at|with|without|where)$/.test(reading.word(i - 1)) ||
  reading.words[i]?.number !== null;
