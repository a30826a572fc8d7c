import { CsvLink } from "@/_components/csv-link";
import { mostDecimals } from "@/_components/format-money";
import { formatCount } from "@/_components/format-quantity";
import { Money } from "@/_components/money";
import { StatusBadge } from "@/_components/status-badge";
import { TextLink } from "@/_components/text-link";
import { Section } from "@/_components/ui/card";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { TIER_NAMES } from "@/_components/words";
import { csvOf, type Spend } from "./query";

export function CostlyJobs({ spend }: { spend: Spend }) {
  const decimals = mostDecimals(spend.jobs.map(({ amount }) => amount));
  return (
    <Section
      id="costly-jobs"
      title="Most expensive jobs"
      description="By what was charged on these days"
      actions={<CsvLink href={csvOf(spend, "jobs")} of="The most expensive jobs" />}
    >
      <Table label="Most expensive jobs">
        <thead>
          <tr>
            <Th>Job</Th>
            <Th>Status</Th>
            <Th>Posted by</Th>
            <Th className={figure}>Model calls</Th>
            <Th className={figure}>Spend</Th>
          </tr>
        </thead>
        <tbody>
          {spend.jobs.map(({ jobId, title, status, postedBy, calls, amount }) => (
            <Tr key={jobId}>
              <Td>
                <TextLink href={`/jobs/${jobId}`}>{title}</TextLink>
              </Td>
              <Td>
                <StatusBadge status={status} />
              </Td>
              <Td className="whitespace-nowrap">{postedBy}</Td>
              <Td className={figure}>{formatCount(calls)}</Td>
              <Td className={figure}>
                <Money usd={amount} exact decimals={decimals} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

export function Savings({ spend }: { spend: Spend }) {
  const { cache, tiers } = spend.savings;
  const rows = [
    {
      key: "cache",
      choice: `Cache: ${formatCount(cache.tokens)} tokens read, and what was written, against the input rate`,
      ...cache,
    },
    ...tiers.map((saving) => ({
      key: saving.tier,
      choice: `${TIER_NAMES[saving.tier]} tier, against standard`,
      ...saving,
    })),
  ];
  return (
    <Section
      id="savings"
      title="What cache and tiers saved"
      description="The same tokens at the other price of the same rate card; each choice by itself"
      actions={<CsvLink href={csvOf(spend, "savings")} of="The savings" />}
    >
      <Table label="What cache and tiers saved">
        <thead>
          <tr>
            <Th>Choice</Th>
            <Th className={figure}>Charged</Th>
            <Th className={figure}>Would have been</Th>
            <Th className={figure}>Saved</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, choice, paid, instead, saved }) => (
            <Tr key={key}>
              <Td>{choice}</Td>
              <Td className={figure}>
                <Money usd={paid} exact />
              </Td>
              <Td className={figure}>
                <Money usd={instead} exact />
              </Td>
              <Td className={figure}>
                <Money usd={saved} exact />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
