import { Plus } from "lucide-react";
import { newId } from "#kernel";
import { Button } from "@/_components/ui/button";
import { describedBy, Field } from "@/_components/ui/field";
import { Select } from "@/_components/ui/select";
import { Textarea } from "@/_components/ui/textarea";
import type { Agent } from "@/_trpc/types";
import { type AcceptanceDraft, type CheckDraft, emptyCheck } from "./acceptance-draft";
import { CheckFields } from "./check-fields";

type AcceptanceFieldsProps = {
  draft: AcceptanceDraft;
  agents: readonly Agent[];
  error: string | undefined;
  onChange: (draft: AcceptanceDraft) => void;
};

const USUAL_VERIFIER = "verifier";
const ROUNDS = [1, 2, 3, 4, 5];

/** What has to hold before work is handed over; folded up, since the brief alone is enough for most. */
export function AcceptanceFields({ draft, agents, error, onChange }: AcceptanceFieldsProps) {
  const change = (part: Partial<AcceptanceDraft>) => onChange({ ...draft, ...part });
  const changeCheck = (check: CheckDraft) =>
    change({ checks: draft.checks.map((one) => (one.key === check.key ? check : one)) });
  const judges = agents.filter(({ model }) => model.provider !== "trainee");
  const usual = judges.find(({ slug }) => slug === USUAL_VERIFIER);
  return (
    <details open={error !== undefined || undefined}>
      <summary className="flex min-h-9 w-fit items-center rounded-md text-[0.8125rem] font-medium touch:min-h-11">
        Check the work before it is delivered
      </summary>
      <div className="grid grid-cols-1 gap-4 pt-2">
        <Field
          id="acceptance-criteria"
          label="Acceptance criteria"
          hint="In your own words. Another agent judges the work by them; its call is a line of its own on the bill."
          error={error}
        >
          <Textarea
            id="acceptance-criteria"
            rows={3}
            value={draft.criteria}
            onChange={(event) => change({ criteria: event.target.value })}
            placeholder="Every figure in the report can be found in the data."
            {...describedBy("acceptance-criteria", { hint: true, error })}
          />
        </Field>
        {draft.checks.map((check, index) => (
          <CheckFields
            key={check.key}
            check={check}
            number={index + 1}
            onChange={changeCheck}
            onRemove={() => change({ checks: draft.checks.filter(({ key }) => key !== check.key) })}
          />
        ))}
        <Button size="sm" className="w-fit" onClick={() => change({ checks: [...draft.checks, emptyCheck(newId())] })}>
          <Plus aria-hidden />
          Add a check
        </Button>
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          <Field id="acceptance-verifier" label="Who judges" hint="Not whose work it is. Checks need nobody.">
            <Select
              id="acceptance-verifier"
              value={draft.verifier}
              onChange={(event) => change({ verifier: event.target.value })}
              {...describedBy("acceptance-verifier", { hint: true })}
            >
              <option value="">
                {usual ? `${usual.name}, where there are criteria` : "Choose one, the Verifier is off duty"}
              </option>
              {judges.map(({ slug, name }) => (
                <option key={slug} value={slug}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
          <Field
            id="acceptance-rounds"
            label="Rounds"
            hint="How many times work may be handed in before the run fails."
          >
            <Select
              id="acceptance-rounds"
              value={draft.rounds}
              onChange={(event) => change({ rounds: Number(event.target.value) })}
              {...describedBy("acceptance-rounds", { hint: true })}
            >
              {ROUNDS.map((rounds) => (
                <option key={rounds} value={rounds}>
                  {rounds}
                </option>
              ))}
            </Select>
          </Field>
        </div>
      </div>
    </details>
  );
}
