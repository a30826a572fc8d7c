import { BarChart3 } from "lucide-react";
import { StackedBars, Swatch } from "@/_charts/stacked-bars";
import { CsvLink } from "@/_components/csv-link";
import { dayLabel } from "@/_components/day-label";
import { formatMoney, mostDecimals } from "@/_components/format-money";
import { formatCount } from "@/_components/format-quantity";
import { Money } from "@/_components/money";
import { Section } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { capitalized } from "@/_components/words";
import { csvOf, type Spend } from "./query";

/** The total of each agent, model, project or member with its days as a picture and as a table. */
export function ByDay({ spend }: { spend: Spend }) {
  const { from, to, by, total, series, days, calls, timeZone } = spend;
  const decimals = mostDecimals([total, ...series.map(({ amount }) => amount)]);
  const period = `${dayLabel(from)} to ${dayLabel(to)}`;
  return (
    <Section
      id="by-day"
      title="Spend by day"
      description={`${period} (${timeZone}), by ${by}`}
      actions={<CsvLink href={csvOf(spend, "days")} of="Spend by day" />}
    >
      {calls === 0 ? (
        <Empty icon={BarChart3} title="Nothing was charged on these days">
          Choose other days, or post a job.
        </Empty>
      ) : (
        <>
          <div className="overflow-x-auto px-4 pt-4">
            <StackedBars
              id="by-day-chart"
              title={`Spend by day and ${by}, ${period}`}
              description={`${formatMoney(total)} in ${calls} model calls. The tables below have every figure.`}
              series={series}
              bars={days.map(({ day, parts }) => ({ label: dayLabel(day), parts }))}
            />
          </div>
          <Table label={`Spend by ${by}`}>
            <thead>
              <tr>
                <Th>{capitalized(by)}</Th>
                <Th className={figure}>Model calls</Th>
                <Th className={figure}>Spend</Th>
              </tr>
            </thead>
            <tbody>
              {series.map((part, index) => (
                <Tr key={part.key}>
                  <Td>
                    <span className="flex items-center gap-2">
                      <Swatch index={index} />
                      {part.label}
                    </span>
                  </Td>
                  <Td className={figure}>{formatCount(part.calls)}</Td>
                  <Td className={figure}>
                    <Money usd={part.amount} exact decimals={decimals} />
                  </Td>
                </Tr>
              ))}
              <Tr className="font-semibold">
                <Td>Total</Td>
                <Td className={figure}>{formatCount(calls)}</Td>
                <Td className={figure}>
                  <Money usd={total} exact decimals={decimals} />
                </Td>
              </Tr>
            </tbody>
          </Table>
          <DayTable spend={spend} />
        </>
      )}
    </Section>
  );
}

function DayTable({ spend: { by, days } }: { spend: Spend }) {
  const decimals = mostDecimals(days.flatMap(({ parts }) => parts.map(({ amount }) => amount)));
  return (
    <details className="border-t border-border">
      <summary className="px-4 py-3 text-[0.8125rem] font-medium hover:bg-sunken">Every day as a table</summary>
      <Table label={`Spend by day and ${by}`}>
        <thead>
          <tr>
            <Th>Day</Th>
            <Th>{capitalized(by)}</Th>
            <Th className={figure}>Model calls</Th>
            <Th className={figure}>Spend</Th>
          </tr>
        </thead>
        <tbody>
          {days.flatMap(({ day, parts }) =>
            parts.map((part) => (
              <Tr key={`${day} ${part.key}`}>
                <Td className="whitespace-nowrap">
                  <time dateTime={day}>{dayLabel(day)}</time>
                </Td>
                <Td>{part.label}</Td>
                <Td className={figure}>{formatCount(part.calls)}</Td>
                <Td className={figure}>
                  <Money usd={part.amount} exact decimals={decimals} />
                </Td>
              </Tr>
            )),
          )}
        </tbody>
      </Table>
    </details>
  );
}
