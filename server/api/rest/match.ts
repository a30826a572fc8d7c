/** A path template such as `/invoices/{invoiceId}.csv`, compiled. */
export type PathPattern = {
  readonly names: readonly string[];
  /** How many characters it fixes: of two templates that match, the one that fixes more is meant. */
  readonly fixed: number;
  match(path: string): Record<string, string> | null;
};

const PARAMETER = /\{(\w+)\}/;

/** Compiles a template. A parameter is at least one character and ends at the next slash. */
export function compilePath(template: string): PathPattern {
  // Splitting by a pattern with one group gives text and names in turns.
  const parts = template.split(new RegExp(PARAMETER, "g"));
  const names = parts.filter((_, i) => i % 2 === 1);
  const texts = parts.filter((_, i) => i % 2 === 0);
  const source = texts.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("([^/]+)");
  const pattern = new RegExp(`^${source}$`);
  return {
    names,
    fixed: texts.join("").length,
    match(path) {
      const found = pattern.exec(path);
      if (!found) return null;
      const values = found.slice(1).map(decode);
      return values.includes(null) ? null : Object.fromEntries(names.map((name, i) => [name, values[i] ?? ""]));
    },
  };
}

/** NULL for a broken escape such as `%zz`. */
function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
