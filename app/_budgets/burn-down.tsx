import { addPico, formatUsd, minPico, parseUsd } from "#kernel";
import { BurnDownLine } from "@/_charts/burn-down-line";
import { CsvLink } from "@/_components/csv-link";
import { dayLabel } from "@/_components/day-label";
import { formatMoney, mostDecimals } from "@/_components/format-money";
import { Money } from "@/_components/money";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import type { Answers } from "@/_trpc/types";

export type BurnDown = Answers["budgets"]["burnDowns"]["burnDowns"][number];

const OUTLOOKS: Readonly<Record<BurnDown["outlook"], (burnDown: BurnDown) => string>> = {
  used_up: ({ kind }) =>
    `It is used up: runs wait until it is raised${kind === "organization_month" ? " or the month ends" : ""}.`,
  runs_out: ({ runsOutOn, perDay }) => `${pace(perDay)} it runs out on ${dayLabel(runsOutOn ?? "")}.`,
  lasts: ({ kind, perDay }) =>
    /[1-9]/.test(perDay)
      ? `${pace(perDay)} it lasts ${kind === "organization_month" ? "the month" : "longer than 90 days"}.`
      : "Nothing was spent in the last seven days.",
};

const pace = (perDay: string): string => `At ${formatMoney(perDay)} a day, the average of the last seven days,`;

/** When a budget runs out, in words. */
export const outlookOf = (burnDown: BurnDown): string => OUTLOOKS[burnDown.outlook](burnDown);

/** What a budget is for, in words. */
export const burnDownTitle = ({ kind, name }: BurnDown): string =>
  kind === "organization_month" ? "This month's budget" : `${kind === "project" ? "Project" : "API key"} ${name}`;

/** Every day from one to another; they have no time zone of their own. */
function labelsOf({ from, to }: BurnDown): string[] {
  const labels: string[] = [];
  for (
    const day = new Date(`${from}T00:00:00Z`);
    day <= new Date(`${to}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + 1)
  ) {
    labels.push(dayLabel(day.toISOString().slice(0, 10)));
  }
  return labels;
}

const DAY_MS = 86_400_000;

const placeOf = ({ from }: BurnDown, day: string): number =>
  Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);

/** The address of a budget's days as CSV. */
const burnDownCsv = ({ budgetId }: BurnDown): string =>
  `/api/v1/spend.csv?${new URLSearchParams({ table: "burn-down", budget: budgetId })}`;

/** What was left before the first day that is shown: of a project some may have been spent earlier. */
function startOf({ limit, days: [first] }: BurnDown): string {
  if (!first) return limit;
  return formatUsd(minPico(parseUsd(limit), addPico(parseUsd(first.left), parseUsd(first.spent))));
}

/** How a budget burns down: its sums, a picture, and every day as a table. */
export function BurnDownFigures({ burnDown }: { burnDown: BurnDown }) {
  const { budgetId, limit, spent, left, days, runsOutOn } = burnDown;
  const decimals = {
    spent: mostDecimals(days.map((day) => day.spent)),
    left: mostDecimals(days.map((day) => day.left)),
  };
  const title = `What is left, by day: ${burnDownTitle(burnDown)}`;
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3 px-4 pt-4">
        <dl className="flex flex-wrap gap-x-8 gap-y-2 text-[0.8125rem]">
          {Object.entries({ Limit: limit, Spent: spent, Left: left }).map(([label, usd]) => (
            <div key={label}>
              <dt className="text-muted">{label}</dt>
              <dd className="font-medium">
                <Money usd={usd} exact />
              </dd>
            </div>
          ))}
        </dl>
        <CsvLink href={burnDownCsv(burnDown)} of={`The burn-down of ${burnDownTitle(burnDown)}`} />
      </div>
      <div className="overflow-x-auto p-4">
        <BurnDownLine
          id={`burn-down-${budgetId}`}
          title={title}
          description={`${formatMoney(left, "down")} of ${formatMoney(limit)} left. ${outlookOf(burnDown)}`}
          limit={limit}
          start={startOf(burnDown)}
          labels={labelsOf(burnDown)}
          left={days.map((day) => day.left)}
          runsOutAt={runsOutOn === null ? null : placeOf(burnDown, runsOutOn)}
        />
      </div>
      <details className="border-t border-border">
        <summary className="px-4 py-3 text-[0.8125rem] font-medium hover:bg-sunken">Every day as a table</summary>
        <Table label={title}>
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
                  <Money usd={day.spent} exact decimals={decimals.spent} />
                </Td>
                <Td className={figure}>
                  <Money usd={day.left} exact decimals={decimals.left} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </details>
    </>
  );
}
