import { CircleAlert, CircleCheck, KeyRound, Unplug } from "lucide-react";
import { Badge } from "@/_components/ui/badge";
import type { Answers } from "@/_trpc/types";

export type Connector = Answers["connectors"]["get"];

const STATUSES = {
  new: { label: "Sign in first", tone: "caution", icon: KeyRound },
  ready: { label: "Ready", tone: "positive", icon: CircleCheck },
  failing: { label: "Not answering", tone: "negative", icon: CircleAlert },
  reconnect: { label: "Reconnect", tone: "negative", icon: Unplug },
} as const;

/** Whether agents can use a connector: a word and a mark, never a colour alone. */
export function ConnectorStatus({ status }: Pick<Connector, "status">) {
  const { label, tone, icon: Icon } = STATUSES[status];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden className="size-3" />
      {label}
    </Badge>
  );
}

/** How many tools a connector has, in words. */
export const countTools = ({ tools }: Pick<Connector, "tools">): string =>
  tools.length === 1 ? "1 tool" : `${tools.length} tools`;
