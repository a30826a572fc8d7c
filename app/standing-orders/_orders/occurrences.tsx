import { Money } from "@/_components/money";
import { StatusBadge } from "@/_components/status-badge";
import { TextLink } from "@/_components/text-link";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { When } from "@/_components/when";
import type { StandingOrder } from "./standing-status";

/** What became of each time that it was due, newest first. */
export function Occurrences({ occurrences }: Pick<StandingOrder, "occurrences">) {
  return (
    <Table label="Times that it was due">
      <thead>
        <tr>
          <Th>Due</Th>
          <Th>Outcome</Th>
          <Th className={figure}>Cost</Th>
        </tr>
      </thead>
      <tbody>
        {occurrences.map(({ dueAt, job, refusal }) => (
          <Tr key={dueAt}>
            <Td className="whitespace-nowrap">
              {job ? (
                <TextLink href={`/jobs/${job.id}`}>
                  <When at={dueAt} />
                </TextLink>
              ) : (
                <When at={dueAt} />
              )}
            </Td>
            <Td>{job ? <StatusBadge status={job.status} /> : <span className="text-negative">{refusal}</span>}</Td>
            <Td className={figure}>{job ? <Money usd={job.cost} /> : null}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
