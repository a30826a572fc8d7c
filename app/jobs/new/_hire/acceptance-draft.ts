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

/** The part of an order; none where nothing was entered. Checks that are still being written are left out. */
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

/** The field of a check, by the check's place, from 0. */
export type CheckPlace = `acceptance.checks.${number}.${"path" | "sql" | "schema"}`;

/** What keeps a check from being made, at its field. Also one that is empty: whoever added it counts on it. */
export function problemsOfChecks(checks: readonly CheckDraft[]): Readonly<Partial<Record<CheckPlace, string>>> {
  return Object.assign(
    {},
    ...checks.map(({ kind, path, sql, schema }, index) => {
      const place = `acceptance.checks.${index}` as const;
      if (kind === "sql_returns_no_rows") return sql.trim() ? {} : { [`${place}.sql`]: NO_QUERY };
      return {
        ...(path.trim() ? {} : { [`${place}.path`]: NO_FILE }),
        ...(kind === "file_exists" || parseSchema(schema) ? {} : { [`${place}.schema`]: NO_SCHEMA }),
      };
    }),
  );
}

const NO_FILE = "Name a file, such as report.md, or remove this check.";
const NO_QUERY = "Write a query that finds what must not be, or remove this check.";
const NO_SCHEMA = 'This is no JSON object. Write one like {"required": ["total"]}.';

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
