import type { JobOrder } from "#hiring";

type Order = NonNullable<JobOrder["acceptance"]>;
type Check = Order["checks"][number];

/** A check as it is being written; only the fields of its kind count. */
export type CheckDraft = {
  readonly key: string;
  readonly kind: Check["kind"];
  readonly path: string;
  readonly sql: string;
  /** A JSON schema, as text. */
  readonly schema: string;
};

/** What has to hold, as the form has it. */
export type AcceptanceDraft = {
  readonly criteria: string;
  readonly checks: readonly CheckDraft[];
  /** A slug; empty for the usual one, and only where there are criteria. */
  readonly verifier: string;
  readonly rounds: number;
};

export const NO_ACCEPTANCE: AcceptanceDraft = { criteria: "", checks: [], verifier: "", rounds: 3 };

export const emptyCheck = (key: string): CheckDraft => ({ key, kind: "file_exists", path: "", sql: "", schema: "" });

/** The part of an order; none where nothing was entered. Checks that are still empty are left out. */
export function acceptanceOf({ criteria, checks, verifier, rounds }: AcceptanceDraft): Pick<JobOrder, "acceptance"> {
  const own = criteria.trim();
  const ready = checks.flatMap((check) => toCheck(check) ?? []);
  if (!own && !verifier && ready.length === 0) return {};
  return {
    acceptance: { checks: ready, rounds, ...(own ? { criteria: own } : {}), ...(verifier ? { verifier } : {}) },
  };
}

function toCheck({ kind, ...texts }: CheckDraft): Check | null {
  const path = texts.path.trim();
  const sql = texts.sql.trim();
  if (kind === "sql_returns_no_rows") return sql ? { kind, sql } : null;
  if (!path) return null;
  if (kind === "file_exists") return { kind, path };
  const schema = parseSchema(texts.schema);
  return schema && { kind, path, schema };
}

/** What keeps a check from being made; NULL when nothing does, or nothing was entered. */
export function problemOfChecks(checks: readonly CheckDraft[]): string | null {
  const unread = checks.find(
    ({ kind, path, schema }) => kind === "json_matches" && path.trim() && !parseSchema(schema),
  );
  return unread
    ? `The schema for ${unread.path.trim()} is no JSON object. Write it like {"required": ["total"]}.`
    : null;
}

type Schema = Extract<Check, { kind: "json_matches" }>["schema"];

function parseSchema(text: string): Schema | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
