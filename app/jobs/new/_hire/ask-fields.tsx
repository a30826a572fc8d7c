import { describedBy, Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { type FieldErrors, type HireDraft, isWrong } from "./draft";
import { FoldedFields } from "./folded-fields";

type AskFieldsProps = {
  draft: HireDraft;
  errors: FieldErrors;
  onChange: (part: Partial<HireDraft>) => void;
};

/** When the client wants to be asked before money is spent; folded up, since the budget alone is enough for most. */
export function AskFields({ draft, errors, onChange }: AskFieldsProps) {
  return (
    <FoldedFields label="Ask me before money is spent" isWrong={isWrong(errors, "askBefore")}>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Field
          id="ask-step-above"
          label="Before a step that may cost more than, US dollars"
          hint="The agent waits for your word. Empty: before none."
          error={errors["askBefore.stepAbove"]}
        >
          <Input
            id="ask-step-above"
            inputMode="decimal"
            autoComplete="off"
            value={draft.askStepAbove}
            onChange={(event) => onChange({ askStepAbove: event.target.value })}
            className="tabular-nums"
            {...describedBy("ask-step-above", { hint: true, error: errors["askBefore.stepAbove"] })}
          />
        </Field>
        <Field
          id="ask-spent-percent"
          label="Once so much of the budget is spent, percent"
          hint="Asked once, before the next step. Empty: never."
          error={errors["askBefore.spentPercent"]}
        >
          <Input
            id="ask-spent-percent"
            inputMode="numeric"
            autoComplete="off"
            value={draft.askSpentPercent}
            onChange={(event) => onChange({ askSpentPercent: event.target.value })}
            className="tabular-nums"
            {...describedBy("ask-spent-percent", { hint: true, error: errors["askBefore.spentPercent"] })}
          />
        </Field>
      </div>
    </FoldedFields>
  );
}
