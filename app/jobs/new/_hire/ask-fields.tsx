import { describedBy, Field, FieldError } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import type { HireDraft } from "./draft";

type AskFieldsProps = {
  draft: HireDraft;
  error: string | undefined;
  onChange: (part: Partial<HireDraft>) => void;
};

/** When the client wants to be asked before money is spent; folded up, since the budget alone is enough for most. */
export function AskFields({ draft, error, onChange }: AskFieldsProps) {
  return (
    <details open={error !== undefined || undefined}>
      <summary className="flex min-h-9 w-fit items-center rounded-md text-[0.8125rem] font-medium touch:min-h-11">
        Ask me before money is spent
      </summary>
      <div className="grid grid-cols-1 gap-4 pt-2 sm:grid-cols-2">
        <Field
          id="ask-step-above"
          label="Before a step that may cost more than, US dollars"
          hint="The agent waits for your word. Empty: before none."
        >
          <Input
            id="ask-step-above"
            inputMode="decimal"
            autoComplete="off"
            value={draft.askStepAbove}
            onChange={(event) => onChange({ askStepAbove: event.target.value })}
            className="tabular-nums"
            {...describedBy("ask-step-above", { hint: true, error })}
          />
        </Field>
        <Field
          id="ask-spent-percent"
          label="Once so much of the budget is spent, percent"
          hint="Asked once, before the next step. Empty: never."
        >
          <Input
            id="ask-spent-percent"
            inputMode="numeric"
            autoComplete="off"
            value={draft.askSpentPercent}
            onChange={(event) => onChange({ askSpentPercent: event.target.value })}
            className="tabular-nums"
            {...describedBy("ask-spent-percent", { hint: true, error })}
          />
        </Field>
      </div>
      <FieldError id="ask-before-error">{error}</FieldError>
    </details>
  );
}
