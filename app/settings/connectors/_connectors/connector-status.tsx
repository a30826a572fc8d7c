import { CircleAlert, CircleCheck, KeyRound, Unplug } from "lucide-react";
import { type Mark, MarkedBadge } from "@/_components/ui/marked-badge";
import type { Answers } from "@/_trpc/types";

export type Connector = Answers["connectors"]["get"];

const STATUSES: Record<Connector["status"], Mark> = {
  new: { label: "Sign in first", tone: "caution", icon: KeyRound },
  ready: { label: "Ready", tone: "positive", icon: CircleCheck },
  failing: { label: "Not working", tone: "negative", icon: CircleAlert },
  reconnect: { label: "Reconnect", tone: "negative", icon: Unplug },
};

/** Whether agents can use a connector. */
export function ConnectorStatus({ status }: Pick<Connector, "status">) {
  return <MarkedBadge {...STATUSES[status]} />;
}

/** How many tools a connector has, in words. */
export const countTools = ({ tools }: Pick<Connector, "tools">): string =>
  tools.length === 1 ? "1 tool" : `${tools.length} tools`;
