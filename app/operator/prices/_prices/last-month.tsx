import { Money } from "@/_components/money";
import { Section } from "@/_components/ui/card";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import type { Answers } from "@/_trpc/types";

type LastMonthProps = {
  impact: Answers["priceBook"]["lastMonthUnder"];
  models: readonly Answers["priceBook"]["models"][number][];
};

/** What last month's calls were charged, and would have been under a draft. */
export function LastMonth({ impact, models }: LastMonthProps) {
  const names = new Map(models.map(({ id, provider, modelId }) => [id, `${provider} ${modelId}`]));
  return (
    <Section
      id="last-month"
      title="Last month under these prices"
      description={`${impact.from.slice(0, 7)}, before credits, with the markups that were charged. ${impact.models.length === 0 ? "No calls were charged." : ""}`}
    >
      {impact.models.length > 0 ? (
        <Table label="Last month under these prices">
          <thead>
            <tr>
              <Th>Model</Th>
              <Th className={figure}>Calls</Th>
              <Th className={figure}>Without a price here</Th>
              <Th className={figure}>Charged</Th>
              <Th className={figure}>Under the draft</Th>
              <Th className={figure}>Difference</Th>
            </tr>
          </thead>
          <tbody>
            {impact.models.map(({ modelId, calls, unpriced, charged, repriced, difference }) => (
              <Tr key={modelId}>
                <Td>{names.get(modelId)}</Td>
                <Td className={figure}>{calls}</Td>
                <Td className={figure}>{unpriced}</Td>
                {[charged, repriced, difference].map((usd, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their places
                  <Td key={column} className={figure}>
                    <Money usd={usd} exact />
                  </Td>
                ))}
              </Tr>
            ))}
          </tbody>
        </Table>
      ) : null}
    </Section>
  );
}
