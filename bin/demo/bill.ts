import type { JobUsage } from "#billing";

const HEADINGS = ["step", "component", "quantity", "USD", "per", "amount USD"];

/** A job's bill as a table: one line for each component of each model call. */
export function tabulate({ lines, credits }: JobUsage): string[] {
  const rows = [
    HEADINGS,
    ...lines.map((line) =>
      [
        line.attempt === 1 ? `${line.step}` : `${line.step} (attempt ${line.attempt})`,
        line.component,
        line.quantity,
        line.rate,
        line.unit === 1_000 ? "1,000 calls" : "1M tokens",
        line.amount,
      ].map(String),
    ),
    ...credits.map((credit) => [`${credit.step}`, "credit", "", "", credit.reason, `-${credit.amount}`]),
  ];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number): boolean => column === 1 || column === 4;
  return rows.map((row) =>
    row
      .map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
}
