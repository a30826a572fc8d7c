import type { Job } from "@/_trpc/types";

type Terms = NonNullable<Job["acceptance"]>;

/** What has to hold before work is handed over. */
export function AcceptanceTerms({ checks, criteria, verifier, rounds }: Terms) {
  return (
    <section aria-label="Acceptance" className="grid gap-2 text-[0.8125rem]">
      <h2 className="font-semibold">Checked before it is delivered</h2>
      {criteria === null ? null : <p className="max-w-[76ch] wrap-anywhere whitespace-pre-wrap">{criteria}</p>}
      {checks.length === 0 ? null : (
        <ul className="grid list-disc gap-1 pl-4 marker:text-muted">
          {checks.map((check) => (
            <li key={JSON.stringify(check)} className="wrap-anywhere">
              {nameOf(check)}
            </li>
          ))}
        </ul>
      )}
      <p className="text-muted">
        {verifier ? `Judged by ${verifier.name}. ` : ""}
        {rounds === 1 ? "One round." : `At most ${rounds} rounds.`}
      </p>
    </section>
  );
}

function nameOf(check: Terms["checks"][number]): string {
  switch (check.kind) {
    case "file_exists":
      return `${check.path} is delivered`;
    case "json_matches":
      return `${check.path} matches a JSON schema`;
    case "sql_returns_no_rows":
      return `Finds nothing: ${check.sql}`;
  }
}
