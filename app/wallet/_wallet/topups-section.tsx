import { Landmark } from "lucide-react";
import { Money } from "@/_components/money";
import { Badge } from "@/_components/ui/badge";
import { Section } from "@/_components/ui/card";
import { Empty } from "@/_components/ui/empty";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { When } from "@/_components/when";
import { CLAIM_NAMES, METHOD_NAMES, STATE_NAMES, type Topup } from "./topup";

export function TopupsSection({ topups }: { topups: readonly Topup[] }) {
  return (
    <Section id="topups" title="Top-ups">
      {topups.length === 0 ? (
        <Empty icon={Landmark} title="No top-ups yet">
          Money that is paid in appears here, from the moment somebody begins to pay.
        </Empty>
      ) : (
        <Table label="Top-ups">
          <thead>
            <tr>
              <Th>Begun</Th>
              <Th>Method</Th>
              <Th>State</Th>
              <Th>Note</Th>
              <Th className={figure}>Refunded</Th>
              <Th className={figure}>Charged back</Th>
              <Th className={figure}>Amount</Th>
            </tr>
          </thead>
          <tbody>
            {topups.map((topup) => (
              <Tr key={topup.id}>
                <Td className="whitespace-nowrap">
                  <When at={topup.createdAt} />
                </Td>
                <Td className="whitespace-nowrap">
                  {METHOD_NAMES[topup.method]}
                  {topup.automatic ? ", automatic" : ""}
                </Td>
                <Td>
                  <span className="flex flex-wrap gap-1">
                    <Badge tone={STATE_NAMES[topup.state].tone}>{STATE_NAMES[topup.state].name}</Badge>
                    {topup.chargeback ? (
                      <Badge tone={CLAIM_NAMES[topup.chargeback].tone}>{CLAIM_NAMES[topup.chargeback].name}</Badge>
                    ) : null}
                  </span>
                </Td>
                <Td className="text-muted">{topup.note}</Td>
                {[topup.refunded, topup.chargedBack].map((usd, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their places
                  <Td key={column} className={figure}>
                    {/[1-9]/.test(usd) ? <Money usd={usd} exact /> : null}
                  </Td>
                ))}
                <Td className={figure}>
                  <Money usd={topup.paid ?? topup.amount} exact />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}
