import { Users } from "lucide-react";
import { StatusBadge } from "@/_components/status-badge";
import { MarkedBadge } from "@/_components/ui/marked-badge";
import type { LiveRun } from "./live-job";

type RunBadgeProps = { run: Pick<LiveRun, "status" | "waitingFor"> };

/** A run's status. A manager whose crew is at work waits, too, but for nobody who reads this. */
export function RunBadge({ run: { status, waitingFor } }: RunBadgeProps) {
  if (status !== "waiting" || waitingFor !== "crew") return <StatusBadge status={status} />;
  return <MarkedBadge label="Its crew works" tone="neutral" icon={Users} />;
}
