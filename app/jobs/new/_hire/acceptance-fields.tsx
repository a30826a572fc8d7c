import { Plus } from "lucide-react";
import { newId } from "#kernel";
import { Button } from "@/_components/ui/button";
import { describedBy, Field } from "@/_components/ui/field";
import { Select } from "@/_components/ui/select";
import { Textarea } from "@/_components/ui/textarea";
import type { Agent } from "@/_trpc/types";
import { type AcceptanceDraft, type CheckDraft, emptyCheck } from "./acceptance-draft";
import { CheckFields } from "./check-fields";
import { type FieldErrors, isWrong } from "./draft";
import { FoldedFields } from "./folded-fields";

type AcceptanceFieldsProps = {
  draft: AcceptanceDraft;
  agents: readonly Agent[];
  errors: FieldErrors;
  onChange: (draft: AcceptanceDraft) => void;
};

const USUAL_VERIFIER = "verifier";
const ROUNDS = [1, 2, 3, 4, 5];

/** What has to hold before work is handed over; folded up, since the brief alone is enough for most. */
export function AcceptanceFields({ draft, agents, errors, onChange }: AcceptanceFieldsProps) {
  const change = (part: Partial<AcceptanceDraft>) => onChange({ ...draft, ...part });
  const changeCheck = (check: CheckDraft) =>
    change({ checks: draft.checks.map((one) => (one.key === check.key ? check : one)) });
  const judges = agents.filter(({ model }) => model.provider !== "trainee");
  const usual = judges.find(({ slug }) => slug === USUAL_VERIFIER);
  return (
    <FoldedFields label="Check the work before it is delivered" isWrong={isWrong(errors, "acceptance")}>
      <div className="grid grid-cols-1 gap-4">
        <Field
          id="acceptance-criteria"
          label="Acceptance criteria"
          hint="In your own words. Another agent judges the work by them; its call is a line of its own on the bill."
          error={errors["acceptance.criteria"]}
        >
          <Textarea
            id="acceptance-criteria"
            rows={3}
            value={draft.criteria}
            onChange={(event) => change({ criteria: event.target.value })}
            placeholder="Every figure in the report can be found in the data."
            {...describedBy("acceptance-criteria", { hint: true, error: errors["acceptance.criteria"] })}
          />
        </Field>
        {draft.checks.map((check, index) => (
          <CheckFields
            key={check.key}
            check={check}
            index={index}
            errors={errors}
            onChange={changeCheck}
            onRemove={() => change({ checks: draft.checks.filter(({ key }) => key !== check.key) })}
          />
        ))}
        <Button size="sm" className="w-fit" onClick={() => change({ checks: [...draft.checks, emptyCheck(newId())] })}>
          <Plus aria-hidden />
          Add a check
        </Button>
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          <Field
            id="acceptance-verifier"
            label="Who judges"
            hint="Not whose work it is. Checks need nobody."
            error={errors["acceptance.verifier"]}
          >
            <Select
              id="acceptance-verifier"
              value={draft.verifier}
              onChange={(event) => change({ verifier: event.target.value })}
              {...describedBy("acceptance-verifier", { hint: true, error: errors["acceptance.verifier"] })}
            >
              <option value="">
                {usual ? `${usual.name}, where there are criteria` : "Nobody; the Verifier is off duty"}
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
            error={errors["acceptance.rounds"]}
          >
            <Select
              id="acceptance-rounds"
              value={draft.rounds}
              onChange={(event) => change({ rounds: Number(event.target.value) })}
              {...describedBy("acceptance-rounds", { hint: true, error: errors["acceptance.rounds"] })}
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
    </FoldedFields>
  );
}
