import { Table, Td, Th, Tr } from "@/_components/ui/table";
import { When } from "@/_components/when";
import { providerName } from "@/_components/words";
import type { Answers } from "@/_trpc/types";

type Standing = Answers["rateLimits"]["standing"];

const CAUSES: Record<Standing["waiting"][number]["cause"], string> = {
  rate_limited: "It asked to slow down",
  outage: "It cannot be reached",
  limit: "Your limit is used up",
};

/** Models that nobody calls for now, and how many runs wait for which provider. */
export function HoldUps({ coolDowns, waiting }: Omit<Standing, "limits">) {
  if (coolDowns.length === 0 && waiting.length === 0) {
    return <p className="p-4 text-[0.8125rem] text-muted">Every provider may be called, and no run waits for one.</p>;
  }
  return (
    <Table label="Waiting for providers">
      <thead>
        <tr>
          <Th>Provider</Th>
          <Th>What waits</Th>
          <Th>Why</Th>
          <Th>Next try</Th>
        </tr>
      </thead>
      <tbody>
        {coolDowns.map(({ provider, model, cause, until }) => (
          <Tr key={model}>
            <Td>{providerName(provider)}</Td>
            <Td>{model}</Td>
            <Td>{CAUSES[cause]}</Td>
            <Td className="tabular-nums">
              <When at={until} precision="time" />
            </Td>
          </Tr>
        ))}
        {waiting.map(({ provider, cause, runs }) => (
          <Tr key={`${provider} ${cause}`}>
            <Td>{providerName(provider)}</Td>
            <Td>{runs === 1 ? "1 run" : `${runs} runs`}</Td>
            <Td>{CAUSES[cause]}</Td>
            <Td className="text-muted">By themselves, one after the other</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
