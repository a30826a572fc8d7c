import type { Acceptance, AcceptanceCheck } from "./port";

/**
 * What has to hold before work is handed over, for the agent that does it: it learns of it before its first proposal and
 * not from its first rejection. Word for word, also queries and schemas, so that it can try them itself.
 */
export function sayTerms({ checks, criteria, rounds }: Acceptance): string {
  const times = rounds === 1 ? "once" : `${rounds} times at most`;
  return [
    `What you hand over is checked before the client sees it; you can call deliver ${times}. What has to hold:`,
    ...checks.map(sayCheck),
    ...(criteria === null ? [] : [`- The client's criteria, which another agent judges:\n${criteria.trim()}`]),
  ].join("\n");
}

function sayCheck(check: AcceptanceCheck): string {
  switch (check.kind) {
    case "file_exists":
      return `- The file ${check.path} is handed over.`;
    case "sql_returns_no_rows":
      return `- This query returns no rows:\n${check.sql.trim()}`;
    case "json_matches":
      return `- The file ${check.path} is handed over and matches this JSON schema:\n${JSON.stringify(check.schema)}`;
  }
}
