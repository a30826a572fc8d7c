/** A reference to a numbered query. */
export const cite = (...numbers: readonly (number | null)[]): string => {
  const known = [...new Set(numbers.filter((number): number is number => number !== null && number > 0))];
  return known.length > 0 ? `[${known.map((number) => `Q${number}`).join(", ")}]` : "";
};

/** A Markdown table; cells must be safe already. The first column is left-aligned, the others as told. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  numeric: readonly boolean[] = [],
): string {
  const rule = heads.map((_, i) => (numeric[i] ? "---:" : "---"));
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join("\n");

/** A fenced code block that its content cannot leave. */
export function fenced(code: string, language: string): string {
  const longest = Math.max(0, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${code}\n${fence}`;
}
