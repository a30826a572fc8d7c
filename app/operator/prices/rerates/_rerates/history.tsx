import { formatCount } from "@/_components/format-quantity";
import { Money } from "@/_components/money";
import { RefreshWhilePending } from "@/_components/refresh-while-pending";
import { Badge } from "@/_components/ui/badge";
import { Section } from "@/_components/ui/card";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { When } from "@/_components/when";
import { FailingParts } from "./failing-parts";
import type { Names, Rerate } from "./words";

/** Every re-rating there was, and how far the one under way has come. */
export function History({ rerates, names }: { rerates: readonly Rerate[]; names: Names }) {
  if (rerates.length === 0) return null;
  return (
    <Section
      id="history"
      title="Re-ratings"
      description="Positive amounts were taken from wallets, negative ones went back."
    >
      {rerates.some(({ endedAt }) => endedAt === null) ? <RefreshWhilePending /> : null}
      <Table label="Re-ratings">
        <thead>
          <tr>
            <Th>Begun</Th>
            <Th>What</Th>
            <Th>State</Th>
            <Th className={figure}>Calls changed</Th>
            <Th className={figure}>Wallets</Th>
            <Th className={figure}>Agency</Th>
          </tr>
        </thead>
        <tbody>
          {rerates.map((rerate) => (
            <Tr key={rerate.id}>
              <Td className="whitespace-nowrap">
                <When at={rerate.createdAt} />
                <span className="block text-xs text-muted">{rerate.createdBy}</span>
              </Td>
              <Td>
                {rerate.reason}
                <span className="block text-xs text-muted">{scopeOf(rerate, names)}</span>
                {rerate.leftOut.map(({ orgId, by, reason }) => (
                  <span key={orgId} className="block text-xs text-muted">
                    Without the rest of {names.organizations.get(orgId) ?? orgId}: {reason} ({by})
                  </span>
                ))}
              </Td>
              <Td>
                <State rerate={rerate} />
              </Td>
              <Td className={figure}>
                {formatCount(rerate.adjusted)} of {formatCount(rerate.calls)}
              </Td>
              <Td className={figure}>
                <Money usd={rerate.amount} exact />
              </Td>
              <Td className={figure}>
                <Money usd={rerate.credited} exact />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {rerates.map((rerate) => (
        <FailingParts key={rerate.id} rerate={rerate} names={names} />
      ))}
    </Section>
  );
}

function scopeOf({ cardVersion, from, to, modelId, orgId }: Rerate, { models, organizations }: Names): string {
  const model = modelId === null ? "all models" : (models.get(modelId) ?? modelId);
  const client = orgId === null ? "all clients" : (organizations.get(orgId) ?? orgId);
  return `Card ${cardVersion}, ${from.slice(0, 10)} to before ${to.slice(0, 16).replace("T", " ")} UTC, ${model}, ${client}`;
}

function State({ rerate: { endedAt, done, organizations, failing } }: { rerate: Rerate }) {
  return endedAt === null ? (
    <Badge tone={failing.length > 0 ? "negative" : "accent"}>
      {done} of {organizations} clients done{failing.length > 0 ? `, ${failing.length} failing` : null}
    </Badge>
  ) : (
    <Badge tone="neutral">Done</Badge>
  );
}
