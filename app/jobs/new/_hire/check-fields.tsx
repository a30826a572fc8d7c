import { X } from "lucide-react";
import { Button } from "@/_components/ui/button";
import { describedBy, Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { Select } from "@/_components/ui/select";
import { Textarea } from "@/_components/ui/textarea";
import type { CheckDraft } from "./acceptance-draft";
import type { FieldErrors } from "./draft";

type CheckFieldsProps = {
  check: CheckDraft;
  /** Its place, from 0. */
  index: number;
  errors: FieldErrors;
  onChange: (check: CheckDraft) => void;
  onRemove: () => void;
};

const KINDS = {
  file_exists: "A file is delivered",
  sql_returns_no_rows: "A query finds nothing",
  json_matches: "A JSON file matches a schema",
} as const satisfies Record<CheckDraft["kind"], string>;

const isKind = (text: string): text is CheckDraft["kind"] => text in KINDS;

/** One check that a machine decides. */
export function CheckFields({ check, index, errors, onChange, onRemove }: CheckFieldsProps) {
  const number = index + 1;
  const id = `check-${number}`;
  const [path, sql, schema] = (["path", "sql", "schema"] as const).map(
    (field) => errors[`acceptance.checks.${index}.${field}`],
  );
  const change = (part: Partial<CheckDraft>) => onChange({ ...check, ...part });
  return (
    <fieldset className="grid grid-cols-1 gap-3 rounded-md border border-border p-3">
      <legend className="sr-only">Check {number}</legend>
      <div className="flex items-end gap-2">
        <Field id={`${id}-kind`} label={`Check ${number}`} className="min-w-0 flex-1">
          <Select
            id={`${id}-kind`}
            value={check.kind}
            onChange={({ target: { value } }) => isKind(value) && change({ kind: value })}
          >
            {Object.entries(KINDS).map(([kind, name]) => (
              <option key={kind} value={kind}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Button variant="ghost" size="icon" aria-label={`Remove check ${number}`} onClick={onRemove}>
          <X aria-hidden />
        </Button>
      </div>
      {check.kind === "sql_returns_no_rows" ? (
        <Field
          id={`${id}-sql`}
          label="SQL over the data files, the agent's included"
          hint="Each row it finds is a fault."
          error={sql}
        >
          <Textarea
            id={`${id}-sql`}
            rows={2}
            value={check.sql}
            onChange={(event) => change({ sql: event.target.value })}
            placeholder="SELECT * FROM result WHERE total < 0"
            className="font-mono"
            {...describedBy(`${id}-sql`, { hint: true, error: sql })}
          />
        </Field>
      ) : (
        <Field id={`${id}-path`} label="File" error={path}>
          <Input
            id={`${id}-path`}
            value={check.path}
            onChange={(event) => change({ path: event.target.value })}
            placeholder={check.kind === "json_matches" ? "result.json" : "report.md"}
            {...describedBy(`${id}-path`, { error: path })}
          />
        </Field>
      )}
      {check.kind === "json_matches" ? (
        <Field id={`${id}-schema`} label="JSON schema" error={schema}>
          <Textarea
            id={`${id}-schema`}
            rows={3}
            value={check.schema}
            onChange={(event) => change({ schema: event.target.value })}
            placeholder='{"type": "object", "required": ["total"]}'
            className="font-mono"
            {...describedBy(`${id}-schema`, { error: schema })}
          />
        </Field>
      ) : null}
    </fieldset>
  );
}
