import { Ban, Pause, Repeat } from "lucide-react";
import { type Mark, MarkedBadge } from "@/_components/ui/marked-badge";
import { When } from "@/_components/when";
import type { Answers } from "@/_trpc/types";

export type StandingOrder = Answers["standingOrders"]["get"];

const STATUSES: Record<StandingOrder["status"], Mark> = {
  standing: { label: "Standing", tone: "accent", icon: Repeat },
  paused: { label: "Paused", tone: "caution", icon: Pause },
  ended: { label: "Ended", tone: "neutral", icon: Ban },
};

/** Whether an order stands. */
export function StandingStatus({ status }: Pick<StandingOrder, "status">) {
  return <MarkedBadge {...STATUSES[status]} />;
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

/** The next times that it is due as it stands now, by the clocks of its own time zone. */
export function NextTimes({ order: { nextTimes, timeZone } }: { order: StandingOrder }) {
  if (nextTimes.length === 0) return null;
  const format = new Intl.DateTimeFormat("en-US", { dateStyle: "full", timeStyle: "short", timeZone });
  return (
    <div className="text-[0.8125rem]">
      <p className="text-muted">Next, in {timeZone}:</p>
      <ol className="grid gap-0.5 tabular-nums">
        {nextTimes.map((at) => (
          <li key={at}>
            <time dateTime={at}>{format.format(new Date(at)).replace(/\s/g, " ")}</time>
          </li>
        ))}
      </ol>
    </div>
  );
}
