import { isGroup } from "../profile/table";
import type { AskGroup, TimePart } from "./ask";
import type { Mention } from "./match";
import type { Reading } from "./reading";
import { timeColumn, timePart } from "./times";

const MARKER = /^(by|per|each|every|across|among)$/;
const MONTHS_THAT_FIT = 30;
/** So many different whole numbers still make groups, such as ages. */
const COUNTABLE = 100;

const asGroup = (reading: Reading, mention: Mention): AskGroup => {
  const column = reading.take(mention);
  if (column.role === "time" && !column.yearly) return { kind: "time", column, part: "month" };
  return { kind: "column", column };
};

/** What follows "by", "per", "for each", "across", up to where the list ends. */
export function findGroups(reading: Reading, spanDays: number | null): AskGroup[] {
  const groups: AskGroup[] = [];
  for (let i = 0; i < reading.words.length; i += 1) {
    if (!MARKER.test(reading.word(i)) || reading.used.has(i)) continue;
    let at = i + 1;
    while (at < reading.words.length) {
      if (/^(the|each|every|a|and|of|calendar|different|their)$/.test(reading.word(at))) {
        at += 1;
        continue;
      }
      // "per port of embarkation": the noun before "of" need not be in the name.
      if (reading.word(at + 1) === "of" && !reading.mentionAt(at)) at += 2;
      const group = groupAt(reading, at, spanDays);
      if (!group) break;
      reading.use(i, group.end);
      groups.push(group.group);
      at = group.end;
    }
  }
  const lost = reading.words.findIndex(
    ({ lower }, i) =>
      /^(by|per)$/.test(lower) &&
      !reading.used.has(i) &&
      !reading.values.some(({ start }) => start === i + 1 || start === i + 2),
  );
  if (lost >= 0 && groups.length === 0)
    reading.notes.push(
      `I could not match what follows “${reading.word(lost)}” to a column, so this is not split into groups`,
    );
  const loose = reading.words.findIndex(
    ({ lower }, i) => /^(monthly|yearly|weekly|daily|quarterly|annual|annually)$/.test(lower) && !reading.used.has(i),
  );
  if (groups.length === 0 && loose >= 0 && !reading.mentionAt(loose)) {
    const time = timeGroup(reading, loose, spanDays);
    if (time) groups.push(time);
  }
  return groups.slice(0, 3);
}

/** The group that is named at this word, and where its words end. */
export function groupAt(
  reading: Reading,
  at: number,
  spanDays: number | null,
): { group: AskGroup; end: number } | null {
  const mention = reading.mentionAt(at);
  const exact = mention && mention.start === at && reading.isFree(mention) ? mention : undefined;
  const part = timePart(reading.word(at));
  if (part && !(exact && exact.score >= 1.2 && (exact.column.role !== "time" || exact.column.yearly))) {
    const group = timeGroup(reading, at, spanDays);
    if (group) return { group, end: at + 1 };
  }
  const groupable =
    exact &&
    (isGroup(exact.column) ||
      ["text", "id", "time"].includes(exact.column.role) ||
      (exact.column.integer && exact.column.kinds <= COUNTABLE));
  return exact && groupable ? { group: asGroup(reading, exact), end: exact.end } : null;
}

/** Months of a long span are calendar months unless the question says otherwise. */
function timeGroup(reading: Reading, at: number, spanDays: number | null): AskGroup | null {
  const column = timeColumn(reading);
  const part = timePart(reading.word(at));
  if (!column || !part) return null;
  reading.use(at);
  if (column.yearly) return { kind: "column", column };
  return { kind: "time", column, part: settled(reading, part, at, spanDays) };
}

function settled(reading: Reading, part: TimePart, at: number, spanDays: number | null): TimePart {
  if (reading.word(at) === "day" && reading.word(at + 1) === "of" && reading.word(at + 3) === "week") return "weekday";
  if (part !== "month") return part;
  const asked = reading.word(at - 1) === "calendar";
  const long = spanDays !== null && spanDays > MONTHS_THAT_FIT * 31;
  if (!asked && long) reading.notes.push("the data covers several years, so months are calendar months over all years");
  return asked || long ? "calendar month" : "month";
}

/** "Which country …", "what month …": the thing that is asked for, and where its words end. */
export function findWinner(reading: Reading, spanDays: number | null): { group: AskGroup; end: number } | null {
  const first = reading.find(/^(which|what|who|when)$/);
  const found = first < 0 ? null : winnerAt(reading, first, spanDays);
  const when = reading.find(/^when$/);
  return found ?? (when > first && first >= 0 ? winnerAt(reading, when, spanDays) : null);
}

function winnerAt(reading: Reading, at: number, spanDays: number | null): { group: AskGroup; end: number } | null {
  if (reading.word(at) === "when") {
    const column = timeColumn(reading);
    reading.use(at);
    return column
      ? { group: column.yearly ? { kind: "column", column } : { kind: "time", column, part: "day" }, end: at + 1 }
      : null;
  }
  for (let i = at + 1; i <= at + 4; i += 1) {
    if (/^(is|are|was|were|has|have|had|does|do|did)$/.test(reading.word(i))) break;
    const part = timePart(reading.word(i));
    const mention = reading.mentionAt(i);
    if (part && !(mention && mention.score >= 1.2 && mention.column.role !== "time")) {
      const group = timeGroup(reading, i, spanDays);
      if (group) return { group, end: i + 1 };
    }
    if (!mention || mention.start !== i || !reading.isFree(mention)) continue;
    if (mention.column.role === "number" && !isGroup(mention.column)) return null;
    return { group: asGroup(reading, mention), end: mention.end };
  }
  return null;
}
