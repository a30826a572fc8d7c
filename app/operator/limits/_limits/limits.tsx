import { Gauge } from "lucide-react";
import { formatCount } from "@/_components/format-quantity";
import { Empty } from "@/_components/ui/empty";
import { figure, Table, Td, Th, Tr } from "@/_components/ui/table";
import { When } from "@/_components/when";
import { providerName } from "@/_components/words";
import type { Answers } from "@/_trpc/types";

type Standing = Answers["rateLimits"]["standing"];

/** What is set, and what of it was used in the last minute. */
export function Limits({ limits }: Pick<Standing, "limits">) {
  if (limits.length === 0) {
    return (
      <Empty icon={Gauge} title="No limits yet">
        Providers are used as much as they give. Set the first limit below, as their console states it for your account.
      </Empty>
    );
  }
  return (
    <Table label="Limits">
      <thead>
        <tr>
          <Th>Of</Th>
          <Th className={figure}>Requests a minute</Th>
          <Th className={figure}>Used</Th>
          <Th className={figure}>Tokens a minute</Th>
          <Th className={figure}>Used</Th>
          <Th>Set</Th>
        </tr>
      </thead>
      <tbody>
        {limits.map(({ provider, modelId, model, requestsPerMinute, tokensPerMinute, used, setBy, setAt }) => (
          <Tr key={modelId ?? provider}>
            <Td>
              {model ?? "All models"} <span className="text-muted">{providerName(provider)}</span>
            </Td>
            <Td className={figure}>{requestsPerMinute === null ? "Any" : formatCount(String(requestsPerMinute))}</Td>
            <Td className={figure}>{formatCount(String(used.requests))}</Td>
            <Td className={figure}>{tokensPerMinute === null ? "Any" : formatCount(tokensPerMinute)}</Td>
            <Td className={figure}>{formatCount(used.tokens)}</Td>
            <Td className="text-muted">
              {setBy}, <When at={setAt} precision="date" />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
