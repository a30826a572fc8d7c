import { Download } from "lucide-react";
import { formatExactMoney } from "@/_components/format-money";
import { formatCount } from "@/_components/format-quantity";
import { Badge, type Tone } from "@/_components/ui/badge";
import { Button } from "@/_components/ui/button";
import { Section } from "@/_components/ui/card";
import { cn } from "@/_components/ui/cn";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { providerName } from "@/_components/words";
import type { Answers } from "@/_trpc/types";

type Compared = Answers["reconciliation"]["compare"];
type Day = Compared["days"][number];
type Difference = Day["differences"][number];

const MEASURES: Readonly<Record<Difference["measure"], string>> = {
  input: "Input tokens",
  cacheRead: "Cache reads",
  cacheWrite: "Cache writes",
  output: "Output tokens",
  cost: "Cost",
};

const STATUSES: Readonly<Record<Day["status"], { readonly label: string; readonly tone: Tone }>> = {
  differs: { label: "Differs", tone: "negative" },
  only_metered: { label: "Not in the export", tone: "caution" },
  only_reported: { label: "Not metered", tone: "negative" },
  agrees: { label: "Agrees", tone: "positive" },
};

const amount = (measure: Difference["measure"], text: string): string =>
  measure === "cost" ? formatExactMoney(text) : formatCount(text);

/** What differs, first; then all the rest. */
export function Result({ result }: { result: Compared }) {
  const { provider, from, to, notable, days, totals, csv } = result;
  const period = from === to ? from : `${from} to ${to}`;
  return (
    <Section
      id="result"
      title={notable === 0 ? "Everything agrees" : `${notable} of ${days.length} differ by more than 0.5%`}
      description={`${providerName(provider)}, ${period}, by day and model`}
      actions={
        <Button asChild size="sm">
          <a
            href={`data:text/csv;charset=utf-8,${encodeURIComponent(csv)}`}
            download={`reconciliation-${provider}-${from}-${to}.csv`}
          >
            <Download aria-hidden />
            CSV
          </a>
        </Button>
      }
    >
      <Table label="Metered against reported">
        <thead>
          <tr>
            <Th>Day</Th>
            <Th>Model</Th>
            <Th>Measure</Th>
            <Th className={figure}>Metered</Th>
            <Th className={figure}>Reported</Th>
            <Th className={figure}>Difference</Th>
            <Th className={figure}>Percent</Th>
          </tr>
        </thead>
        {days.map((day) => (
          <tbody key={`${day.day} ${day.model}`}>
            {day.differences.map((difference, index) => (
              <Row key={difference.measure} difference={difference} day={index === 0 ? day : null} />
            ))}
          </tbody>
        ))}
        <tbody className="font-medium">
          {totals.map((difference) => (
            <Row key={difference.measure} difference={difference} day={null} title="Total" />
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

type RowProps = { difference: Difference; day: Day | null; title?: string };

function Row({ difference: { measure, metered, reported, difference, percent, isNotable }, day, title }: RowProps) {
  return (
    <Tr className={isNotable ? undefined : "text-muted"}>
      <Td className="whitespace-nowrap">{day ? <time dateTime={day.day}>{day.day}</time> : title}</Td>
      <Td>
        {day ? (
          <span className="flex flex-wrap items-center gap-2">
            {day.model}
            <Badge tone={STATUSES[day.status].tone}>{STATUSES[day.status].label}</Badge>
            {day.unreportedCalls > 0 ? (
              <span className="text-muted">{formatCount(day.unreportedCalls)} broken-off calls of unknown usage</span>
            ) : null}
          </span>
        ) : null}
      </Td>
      <Td className="whitespace-nowrap">{MEASURES[measure]}</Td>
      <Td className={figure}>{amount(measure, metered)}</Td>
      <Td className={figure}>{amount(measure, reported)}</Td>
      <Td className={cn(figure, isNotable && "font-medium text-negative")}>{amount(measure, difference)}</Td>
      <Td className={figure}>{percent === null ? "–" : `${percent}%`}</Td>
    </Tr>
  );
}
