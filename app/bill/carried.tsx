import { Money } from "@/_components/money";
import { TextLink } from "@/_components/text-link";
import { Section } from "@/_components/ui/card";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import type { Answers } from "@/_trpc/types";

/** Work that was spoiled this month and that the agency pays for itself: retries, lost calls, failed runs. */
export function Carried({ carried }: { carried: Answers["bill"]["statement"]["carried"] }) {
  if (carried.calls.length === 0) return null;
  return (
    <Section
      id="carried"
      title="Carried by the agency"
      description="Model calls this month that were of no use to you. They are not on your bill."
      actions={<Money usd={carried.total} className="font-semibold" />}
    >
      <Table label="Carried by the agency">
        <thead>
          <tr>
            <Th>Job</Th>
            <Th>Call</Th>
            <Th>Why</Th>
            <Th className={figure}>Cost</Th>
          </tr>
        </thead>
        <tbody>
          {carried.calls.map(({ attemptId, jobId, jobTitle, step, attempt, reason, amount, estimated }) => (
            <Tr key={attemptId}>
              <Td>
                <TextLink href={`/jobs/${jobId}`}>{jobTitle}</TextLink>
              </Td>
              <Td className="whitespace-nowrap">
                Step {step}, attempt {attempt}
              </Td>
              <Td>{reason}</Td>
              <Td className={figure}>
                {estimated ? "about " : ""}
                <Money usd={amount} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {carried.calls.length < carried.count ? (
        <p className="px-4 py-3 text-[0.8125rem] text-muted">
          The latest {carried.calls.length} of {carried.count}.
        </p>
      ) : null}
    </Section>
  );
}
