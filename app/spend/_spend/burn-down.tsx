import { BurnDownLine } from "@/_charts/burn-down-line";
import { formatMoney } from "@/_components/format-money";
import { Money } from "@/_components/money";
import { Section } from "@/_components/ui/card";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { CsvLink } from "./csv-link";
import { dayLabel } from "./day-label";
import { csvOf, type Spend } from "./query";

type Budget = NonNullable<Spend["burnDown"]>;

const OUTLOOKS: Readonly<Record<Budget["outlook"], (budget: Budget) => string>> = {
  used_up: () => "It is used up: runs wait until it is raised or the month ends.",
  runs_out: ({ runsOutOn, perDay }) =>
    `At ${formatMoney(perDay)} a day, the average of the last seven days, it runs out on ${dayLabel(runsOutOn ?? "")}.`,
  lasts: ({ perDay }) => `At ${formatMoney(perDay)} a day, the average of the last seven days, it lasts the month.`,
};

const dayOfMonth = (day: string): number => Number(day.slice(8));

/** How this month's budget burns down. */
export function BurnDown({ spend, budget }: { spend: Spend; budget: Budget }) {
  const { limit, spent, left, month, days, runsOutOn } = budget;
  const outlook = OUTLOOKS[budget.outlook](budget);
  const first = month.from.slice(0, 8);
  const labels = Array.from({ length: dayOfMonth(month.to) }, (_, index) =>
    dayLabel(`${first}${String(index + 1).padStart(2, "0")}`),
  );
  return (
    <Section
      id="burn-down"
      title="This month's budget"
      description={outlook}
      actions={<CsvLink href={csvOf(spend, "burn-down")} of="The budget's burn-down" />}
    >
      <dl className="flex flex-wrap gap-x-8 gap-y-2 px-4 pt-4 text-[0.8125rem]">
        {Object.entries({ Limit: limit, Spent: spent, Left: left }).map(([label, usd]) => (
          <div key={label}>
            <dt className="text-muted">{label}</dt>
            <dd className="font-medium">
              <Money usd={usd} exact />
            </dd>
          </div>
        ))}
      </dl>
      <div className="overflow-x-auto p-4">
        <BurnDownLine
          id="burn-down-chart"
          title="What is left of this month's budget, by day"
          description={`${formatMoney(left)} of ${formatMoney(limit)} left. ${outlook}`}
          limit={limit}
          labels={labels}
          left={days.map((day) => day.left)}
          runsOutAt={runsOutOn === null ? null : dayOfMonth(runsOutOn) - 1}
        />
      </div>
      <details className="border-t border-border">
        <summary className="px-4 py-3 text-[0.8125rem] font-medium hover:bg-sunken">Every day as a table</summary>
        <Table label="What is left of this month's budget, by day">
          <thead>
            <tr>
              <Th>Day</Th>
              <Th className={figure}>Spent</Th>
              <Th className={figure}>Left</Th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <Tr key={day.day}>
                <Td>
                  <time dateTime={day.day}>{dayLabel(day.day)}</time>
                </Td>
                <Td className={figure}>
                  <Money usd={day.spent} exact />
                </Td>
                <Td className={figure}>
                  <Money usd={day.left} exact />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </details>
    </Section>
  );
}
