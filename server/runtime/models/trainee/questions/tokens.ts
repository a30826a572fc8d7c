/** A word of a question. `used` grows as the question is understood; what stays unused was not. */
export type Word = {
  readonly raw: string;
  readonly lower: string;
  readonly stem: string;
  readonly number: number | null;
};

/** A crude stem: enough for plurals and common endings ("passengers", "survived" and "survival" meet). */
export function stem(word: string): string {
  const w = word.toLowerCase();
  if (w.length <= 3) return w;
  if (w.endsWith("ies") && w.length > 4) return `${w.slice(0, -3)}y`;
  if (/(?:ss|us|is)$/.test(w)) return w;
  if (/(?:ch|sh|x|ss|z)es$/.test(w)) return w.slice(0, -2);
  if (w.endsWith("s")) return w.slice(0, -1);
  return w;
}

const TOKEN =
  /"([^"]{1,80})"|“([^”]{1,80})”|'([^']{2,80})'(?!\p{L})|\d{4}-\d{2}-\d{2}|[$€£]?-?\d[\d,]*(?:\.\d+)?(?=\D|$)|[\p{L}_][\p{L}\p{N}_'’-]*|\d+\p{L}+|[<>]=?|=|≥|≤|%/gu;

const numeric = (raw: string): number | null => {
  const cleaned = raw.replace(/[$€£,]/g, "");
  return /^-?\d+(\.\d+)?$/.test(cleaned) ? Number(cleaned) : null;
};

/** The words of a clause, in order. */
export function readWords(clause: string): Word[] {
  return [...clause.matchAll(TOKEN)].map((match) => {
    const raw = (match[1] ?? match[2] ?? match[3] ?? match[0]).replace(/[’']s$/u, "").replace(/[-’']+$/u, "");
    const lower = raw.toLowerCase();
    return { raw, lower, stem: stem(lower), number: numeric(raw) };
  });
}

/** Edit distance, cut off above `limit`. */
export function isNear(a: string, b: string, limit: number): boolean {
  if (Math.abs(a.length - b.length) > limit) return false;
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(change, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return (previous[b.length] ?? limit + 1) <= limit;
}
