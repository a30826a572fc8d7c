import { Ban, Pause, Repeat } from "lucide-react";
import { Badge } from "@/_components/ui/badge";
import { When } from "@/_components/when";
import type { Answers } from "@/_trpc/types";

export type StandingOrder = Answers["standingOrders"]["get"];

const STATUSES = {
  standing: { label: "Standing", tone: "accent", icon: Repeat },
  paused: { label: "Paused", tone: "caution", icon: Pause },
  ended: { label: "Ended", tone: "neutral", icon: Ban },
} as const;

/** Whether an order stands: a word and a mark, never a colour alone. */
export function StandingStatus({ status }: Pick<StandingOrder, "status">) {
  const { label, tone, icon: Icon } = STATUSES[status];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden className="size-3" />
      {label}
    </Badge>
  );
}

/** When it is due next, or why it is not. */
export function NextTime({ order }: { order: StandingOrder }) {
  const { nextAt, pausedFor, resumesAt, postedBy } = order;
  if (nextAt) {
    return (
      <>
        next <When at={nextAt} />
      </>
    );
  }
  if (resumesAt) {
    return (
      <>
        this month's money is used up, goes on <When at={resumesAt} precision="date" />
      </>
    );
  }
  if (pausedFor === "failures") return "it failed three times in a row";
  if (pausedFor === "author") return `${postedBy} may not hire any more`;
  return pausedFor === "person" ? "until somebody lets it go on" : "posts nothing any more";
}
