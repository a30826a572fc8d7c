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
          <Th className={figure}>Tokens a minute</Th>
          <Th>Set</Th>
        </tr>
      </thead>
      <tbody>
        {limits.map(({ provider, modelId, model, requestsPerMinute, tokensPerMinute, used, setBy, setAt }) => (
          <Tr key={modelId ?? provider}>
            <Td className="whitespace-nowrap">
              {model ?? "All models"}
              <span className="block text-xs text-muted">{providerName(provider)}</span>
            </Td>
            <Allowance of={requestsPerMinute} used={String(used.requests)} />
            <Allowance of={tokensPerMinute} used={used.tokens} />
            <Td className="text-muted">
              {setBy}, <When at={setAt} precision="date" />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

type AllowanceProps = { of: number | string | null; used: string };

/** A limit, and below it what of it is used. */
function Allowance({ of, used }: AllowanceProps) {
  return (
    <Td className={figure}>
      {of === null ? "Any" : formatCount(String(of))}
      <span className="block text-xs text-muted">{formatCount(used)} used</span>
    </Td>
  );
}
