import { describedBy, Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { Select } from "@/_components/ui/select";
import { type FieldErrors, type HireDraft, slugsOf } from "./draft";

export type Project = { readonly id: string; readonly name: string };

type BudgetFieldsProps = {
  draft: HireDraft;
  projects: readonly Project[];
  errors: FieldErrors;
  onChange: (part: Partial<HireDraft>) => void;
};

/** Which project it belongs to, where there are any, and what each of several agents may cost. */
export function BudgetFields({ draft, projects, errors, onChange }: BudgetFieldsProps) {
  const hasSeveral = slugsOf(draft.crew).length > 1 || draft.runBudget !== "";
  if (projects.length === 0 && !hasSeveral) return null;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {hasSeveral ? (
        <Field
          id="run-budget"
          label="Most per agent, US dollars"
          hint="A hard cap for each agent, so that none uses up the budget of all. Empty: only the job's budget counts."
          error={errors.runBudget}
        >
          <Input
            id="run-budget"
            inputMode="decimal"
            autoComplete="off"
            value={draft.runBudget}
            onChange={(event) => onChange({ runBudget: event.target.value })}
            className="tabular-nums"
            {...describedBy("run-budget", { hint: true, error: errors.runBudget })}
          />
        </Field>
      ) : null}
      {projects.length > 0 ? (
        <Field id="project" label="Project" hint="For its budget, and for your bill." error={errors.projectId}>
          <Select
            id="project"
            value={draft.projectId}
            onChange={(event) => onChange({ projectId: event.target.value })}
            {...describedBy("project", { hint: true, error: errors.projectId })}
          >
            <option value="">None</option>
            {projects.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      ) : null}
    </div>
  );
}
