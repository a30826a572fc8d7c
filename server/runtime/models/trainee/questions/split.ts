import { AGGREGATES, ASKING, FILLERS } from "./lexicon";

/** Only so much of a brief is read for questions: a longer one is a document, not a task. */
export const READ_CHARACTERS = 20_000;
export const CLAUSE_CAP = 60;

const SENTENCE =
  /(?<=[.?!])\s+(?=\S)|[\r\n;]+|\s+(?=\(?\d{1,2}[.)]\s)|(?<=:)\s+(?=(?:what|which|how|who|when|why|\d+[.)])\b)/giu;
const BULLET = /^\s*(?:[-*•–]|\(?\d{1,2}[.)]|\(?[a-h][.)])\s+/iu;

const aggregateWords = [...AGGREGATES.keys()].filter((word) => /^\p{L}+$/u.test(word)).join("|");
const NEXT_QUESTION = new RegExp(
  `(?:,\\s*(?:and\\s+|then\\s+|also\\s+)*|\\s+(?:and|then|plus)\\s+(?:also\\s+)?)(?=(?:what|which|how|who|whose|when|why|tell|show|give|find|calculate|compute|list|count|write|translate|predict|forecast|draft|explain)\\b|(?:the\\s+)?(?:${aggregateWords}|number of)\\s)`,
  "giu",
);

/**
 * A brief as single requests: sentences, list items, and the parts of "what is A and how many B". A part that only
 * names an aggregate ("the minimum and maximum price") keeps its company, so that it can borrow the column.
 */
export function splitClauses(brief: string): string[] {
  return brief
    .slice(0, READ_CHARACTERS)
    .replace(/\b(vs|e\.g|i\.e|approx|no)\.\s/gi, "$1 ")
    .split(SENTENCE)
    .flatMap((sentence) => splitParts(sentence.replace(BULLET, "").trim()))
    .filter((clause) => /\p{L}/u.test(clause))
    .slice(0, CLAUSE_CAP);
}

function splitParts(sentence: string): string[] {
  const parts = joinWhen(
    sentence
      .split(NEXT_QUESTION)
      .map((part) => part.trim())
      .filter(Boolean),
  );
  const isAsked = /\?$/.test(sentence);
  const borrowed = parts.map((part, i) => completed(part, parts[i + 1]));
  return borrowed.map((part) => (isAsked && !/[?.!]$/.test(part) ? `${part}?` : part));
}

const ALONE = /^(?:and )?(?:when|on (?:which|what) (?:day|date)|where|who)(?: was (?:it|that|this))?\s*[?.]?$/i;

/** "…, and when?" belongs to the question before it. */
function joinWhen(parts: readonly string[]): string[] {
  const joined: string[] = [];
  for (const part of parts) {
    const before = joined.at(-1);
    if (ALONE.test(part) && before !== undefined) joined[joined.length - 1] = `${before} and ${part}`;
    else joined.push(part);
  }
  return joined;
}

/** "What is the minimum" followed by "maximum price by region" means the minimum price by region. */
function completed(part: string, next: string | undefined): string {
  if (!next) return part;
  const content = part.toLowerCase().match(/\p{L}+/gu) ?? [];
  const bare =
    content.every((word) => FILLERS.has(word) || AGGREGATES.has(word)) && content.some((word) => AGGREGATES.has(word));
  if (!bare) return part;
  const rest = next.replace(new RegExp(`^(?:the\\s+)?(?:${aggregateWords})\\s+`, "i"), "");
  return `${part} ${rest}`;
}

/** Whether a clause asks for something (as against telling us something). */
export const isAsking = (clause: string): boolean => /\?\s*$/.test(clause) || ASKING.test(clause.trim());

const ENGLISH =
  /\b(?:the|of|and|is|are|what|how|which|by|for|to|in|please|this|that|with|average|data|report|analy[sz]e|show|many)\b/gi;
const OTHERS =
  /\b(?:der|die|das|und|ist|wie|welche[rs]?|bitte|durchschnitt\p{L}*|von|für|mit|nach|le|la|les|des|une|est|quel(?:le)?s?|combien|moyenne|pour|el|los|las|una|cuál|cuántos|cuántas|por|promedio|il|gli|qual|quanti|quante|media|per favore|os|uma|quantos|quantas|het|een|hoeveel|gemiddelde)\b/giu;

/** Whether a brief is probably not in English, the only language the trainee reads. */
export function looksForeign(brief: string): boolean {
  const sample = brief.slice(0, 5_000);
  const words = sample.match(/\p{L}+/gu)?.length ?? 0;
  if (words === 0) return false;
  const nonLatin = sample.match(/[^\p{Script=Latin}\P{L}]/gu)?.length ?? 0;
  if (nonLatin > sample.length * 0.3) return true;
  const english = sample.match(ENGLISH)?.length ?? 0;
  const others = sample.match(OTHERS)?.length ?? 0;
  return words >= 3 && others > english && others >= 2;
}
