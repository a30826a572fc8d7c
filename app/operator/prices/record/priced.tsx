import { formatCount, formatTokens } from "@/_components/format-quantity";
import { Money } from "@/_components/money";
import { componentName, Rate, unitName } from "@/_components/rate";
import { Alert } from "@/_components/ui/alert";
import { Section } from "@/_components/ui/card";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { TIER_NAMES } from "@/_components/words";
import type { Answers } from "@/_trpc/types";

type Record = Answers["priceBook"]["priceRecord"];

/** A priced record: its components, rates and amounts, for the client and for the agency. */
export function Priced({ record }: { record: Record }) {
  const { tier, totalInput, multipliers, sell, cost, review } = record;
  return (
    <Section
      id="priced"
      title="What it comes to"
      description={`${TIER_NAMES[tier]} tier, ${formatTokens(Number(totalInput))} input tokens in all${multipliers.map(({ factor, why }) => `, ×${factor} for ${why}`).join("")}`}
    >
      {review ? (
        <div className="p-4">
          <Alert kind="negative">{review}</Alert>
        </div>
      ) : null}
      <PricedLines label="Sold for" side={sell} />
      <PricedLines label="Costs the agency" side={cost} />
    </Section>
  );
}

function PricedLines({ label, side }: { label: string; side: Record["sell"] }) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>{label}</Th>
          <Th className={figure}>Quantity</Th>
          <Th className={figure}>Rate</Th>
          <Th>Per</Th>
          <Th className={figure}>Amount</Th>
        </tr>
      </thead>
      <tbody>
        {side.lines.map(({ component, quantity, rate, unit, amount }) => (
          <Tr key={component}>
            <Td>{componentName(component)}</Td>
            <Td className={figure}>{formatCount(quantity)}</Td>
            <Td className={figure}>
              <Rate usd={rate} />
            </Td>
            <Td className="text-muted">{unitName(unit)}</Td>
            <Td className={figure}>
              <Money usd={amount} exact />
            </Td>
          </Tr>
        ))}
        <Tr>
          <Td className="font-medium">Total</Td>
          <Td colSpan={3} />
          <Td className={figure}>
            <Money usd={side.total} exact />
          </Td>
        </Tr>
      </tbody>
    </Table>
  );
}
