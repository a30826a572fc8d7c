import { ArrowDownUp } from "lucide-react";
import { mostDecimals } from "@/_components/format-money";
import { Money } from "@/_components/money";
import { Section } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { When } from "@/_components/when";
import type { Wallet } from "@/_trpc/types";
import { movementName } from "./topup";

export function MovementsSection({ movements }: { movements: Wallet["movements"] }) {
  const decimals = mostDecimals(movements.map(({ amount }) => amount));
  return (
    <Section id="movements" title="Movements" description="The latest, newest first">
      {movements.length === 0 ? (
        <Empty icon={ArrowDownUp} title="Nothing has moved yet">
          What comes in and what agents spend appears here.
        </Empty>
      ) : (
        <Table label="Movements">
          <thead>
            <tr>
              <Th>When</Th>
              <Th>What</Th>
              <Th className={figure}>Amount</Th>
            </tr>
          </thead>
          <tbody>
            {movements.map(({ id, kind, amount, at }) => (
              <Tr key={id}>
                <Td className="whitespace-nowrap">
                  <When at={at} />
                </Td>
                <Td className="whitespace-nowrap">{movementName(kind)}</Td>
                <Td className={figure}>
                  <Money usd={amount} exact decimals={decimals} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}
