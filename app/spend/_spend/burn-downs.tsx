import { BurnDownFigures, burnDownTitle, outlookOf } from "@/_budgets/burn-down";
import { Section } from "@/_components/ui/card";
import type { Spend } from "./query";

/** How the budgets burn down: the month's as it is, those of projects and API keys to be opened. */
export function BurnDowns({ burnDowns }: Pick<Spend, "burnDowns">) {
  const month = burnDowns.find(({ kind }) => kind === "organization_month");
  const others = burnDowns.filter(({ kind }) => kind !== "organization_month");
  return (
    <>
      {month ? (
        <Section id="burn-down" title={burnDownTitle(month)} description={outlookOf(month)}>
          <BurnDownFigures burnDown={month} />
        </Section>
      ) : null}
      {others.length > 0 ? (
        <Section id="burn-downs" title="Budgets of projects and API keys" description="How each burns down">
          <ul className="divide-y divide-border">
            {others.map((burnDown) => (
              <li key={burnDown.budgetId}>
                <details>
                  <summary className="px-4 py-3 hover:bg-sunken">
                    <span className="font-medium">{burnDownTitle(burnDown)}</span>{" "}
                    <span className="text-[0.8125rem] text-muted">{outlookOf(burnDown)}</span>
                  </summary>
                  <BurnDownFigures burnDown={burnDown} />
                </details>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </>
  );
}
