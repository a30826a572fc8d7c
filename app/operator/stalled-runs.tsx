import type { StalledRun } from "#desk";
import { Section } from "@/_components/ui/card";
import { Table, Td, Th, Tr } from "@/_components/ui/table";
import { When } from "@/_components/when";

/** Runs that get on no more, and why; nothing when there are none. */
export function StalledRuns({ runs }: { runs: readonly StalledRun[] }) {
  if (runs.length === 0) return null;
  return (
    <Section
      id="stalled"
      title="Runs without progress"
      description="For two minutes or longer. Those at work are tried again by themselves, three times at most"
    >
      <Table label="Runs without progress">
        <thead>
          <tr>
            <Th>Since</Th>
            <Th>Run</Th>
            <Th>Pool</Th>
            <Th>Why</Th>
          </tr>
        </thead>
        <tbody>
          {runs.map(({ runId, organization, job, agent, pool, since, reason }) => (
            <Tr key={runId}>
              <Td className="whitespace-nowrap">
                <When at={since} />
              </Td>
              <Td>
                <p className="font-medium">{agent}</p>
                <p className="text-[0.8125rem] text-muted">
                  {organization}: {job}
                </p>
              </Td>
              <Td>{pool}</Td>
              <Td className="min-w-56">{reason}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
