import { Tags } from "lucide-react";
import type { Metadata } from "next";
import { COMPONENTS, TIERS } from "#kernel";
import { formatCount, formatTokens } from "@/_components/format-quantity";
import { PageHeader } from "@/_components/page-header";
import { componentName, Rate, unitName } from "@/_components/rate";
import { TraineeNote } from "@/_components/trainee-note";
import { Card, Section } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { providerName, TIER_NAMES } from "@/_components/words";
import { api } from "@/_trpc/server";
import type { Answers } from "@/_trpc/types";

export const metadata: Metadata = { title: "Prices" };

type Price = Answers["prices"]["list"]["prices"][number];

/** The list by model; lines of one model stay in their order. */
function byModel(prices: readonly Price[]): Price[][] {
  const groups = new Map<string, Price[]>();
  for (const price of prices) {
    const key = `${price.model.provider}/${price.model.id}`;
    groups.set(key, [...(groups.get(key) ?? []), price]);
  }
  return [...groups.values()];
}

export default async function PricesPage() {
  const { prices } = await (await api()).prices.list({});
  const version = prices[0]?.rateCardVersion;
  return (
    <>
      <PageHeader
        title="Prices"
        description={
          version === undefined
            ? "What a token costs, by model, tier and component."
            : `What a token costs, by model, tier and component. Rate card version ${version}, in US dollars; an agent's own markup comes on top and is part of the rates on its page.`
        }
      />
      {prices.length === 0 ? (
        <Card>
          <Empty icon={Tags} title="No rate card is in force">
            Without prices nothing can be hired. Ask the operator of this agency to publish one.
          </Empty>
        </Card>
      ) : (
        <div className="grid grid-cols-1 gap-6">
          {byModel(prices).map((lines) => (
            <ModelPrices key={`${lines[0]?.model.provider}/${lines[0]?.model.id}`} lines={lines} />
          ))}
        </div>
      )}
    </>
  );
}

/** A row holds one component's price in each tier: in the order of the components, long context after the base. */
function rowsOf(lines: readonly Price[]): [Price, ...Price[]][] {
  const rows = new Map<string, [Price, ...Price[]]>();
  const ordered = [...lines].sort(
    (a, b) =>
      (a.above?.tokens ?? 0) - (b.above?.tokens ?? 0) ||
      COMPONENTS.indexOf(a.component) - COMPONENTS.indexOf(b.component),
  );
  for (const line of ordered) {
    const key = `${line.component} ${line.above?.tokens}`;
    const row = rows.get(key);
    if (row) row.push(line);
    else rows.set(key, [line]);
  }
  return [...rows.values()];
}

const thresholdOf = ({ above }: Price): string =>
  above ? `${above.operator === ">" ? "above" : "from"} ${formatCount(above.tokens)} input tokens` : "always";

function ModelPrices({ lines }: { lines: readonly Price[] }) {
  const [first] = lines;
  if (!first) return null;
  const { model, source } = first;
  const tiers = TIERS.filter((tier) => lines.some((line) => line.tier === tier));
  return (
    <Section
      id={`${model.provider}-${model.id}`}
      title={model.name}
      description={`${providerName(model.provider)} ${model.id}, ${formatTokens(model.contextWindow)} tokens of context, up to ${formatTokens(model.maxOutput)} out`}
      actions={model.kind === "trainee" ? <TraineeNote /> : null}
    >
      <Table label={`Prices of ${model.name}`}>
        <thead>
          <tr>
            <Th>Component</Th>
            <Th>Applies</Th>
            <Th>Per</Th>
            {tiers.map((tier) => (
              <Th key={tier} className={figure}>
                {TIER_NAMES[tier]}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rowsOf(lines).map(([row, ...same]) => (
            <Tr key={`${row.component} ${row.above?.tokens}`}>
              <Td className="whitespace-nowrap">{componentName(row.component)}</Td>
              <Td className="whitespace-nowrap text-muted">{thresholdOf(row)}</Td>
              <Td className="whitespace-nowrap text-muted">{unitName(row.unit)}</Td>
              {tiers.map((tier) => (
                <Td key={tier} className={figure}>
                  <Rate usd={[row, ...same].find((line) => line.tier === tier)?.price} />
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
      <p className="border-t border-border px-4 py-2.5 text-xs wrap-anywhere text-muted">Source: {source}</p>
    </Section>
  );
}
