import { TextLink } from "@/_components/text-link";
import { Checkbox } from "@/_components/ui/checkbox";
import { FieldError } from "@/_components/ui/field";
import type { Answers } from "@/_trpc/types";
import { type FieldErrors, isWrong } from "./draft";
import { FoldedFields } from "./folded-fields";

export type Connector = Answers["connectors"]["list"]["connectors"][number];

type ConnectorFieldsProps = {
  connectors: readonly Connector[];
  /** Slugs. */
  chosen: readonly string[];
  errors: FieldErrors;
  onChange: (chosen: readonly string[]) => void;
};

/** Which of the client's own systems the agents may use; folded up, since most jobs need none. */
export function ConnectorFields({ connectors, chosen, errors, onChange }: ConnectorFieldsProps) {
  if (connectors.length === 0) return null;
  return (
    <FoldedFields label="Let the agents use your connectors" isWrong={isWrong(errors, "connectors")}>
      <fieldset data-invalid={errors.connectors ? true : undefined} tabIndex={-1} className="grid gap-2">
        <legend className="sr-only">Connectors</legend>
        {connectors.map(({ slug, name, status, tools }) => {
          const offered = tools.filter(({ permission }) => permission !== "deny").length;
          const isSignedIn = status === "ready" || status === "failing";
          return (
            <label
              key={slug}
              htmlFor={`connector-${slug}`}
              className="flex min-h-9 items-start gap-2 text-[0.8125rem] touch:min-h-11"
            >
              <Checkbox
                id={`connector-${slug}`}
                className="mt-0.5"
                checked={chosen.includes(slug)}
                disabled={!isSignedIn}
                onChange={({ target }) =>
                  onChange(target.checked ? [...chosen, slug] : chosen.filter((other) => other !== slug))
                }
              />
              <span className="min-w-0">
                <span className="font-medium wrap-anywhere">{name}</span>{" "}
                <span className="text-muted">
                  {isSignedIn ? `${offered === 1 ? "1 tool" : `${offered} tools`}` : "sign in first"}
                  {status === "failing" ? ", did not answer the last time" : ""}
                </span>
              </span>
            </label>
          );
        })}
        <p className="text-[0.8125rem] text-muted">
          Agents are told of the tools at each step, which costs input tokens. What they may do is in the{" "}
          <TextLink href="/settings/connectors">settings</TextLink>.
        </p>
        <FieldError id="connectors-error">{errors.connectors}</FieldError>
      </fieldset>
    </FoldedFields>
  );
}
