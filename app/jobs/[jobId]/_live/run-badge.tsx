import { Users } from "lucide-react";
import { StatusBadge } from "@/_components/status-badge";
import { Badge } from "@/_components/ui/badge";
import type { LiveRun } from "./live-job";

type RunBadgeProps = { run: Pick<LiveRun, "status" | "waitingFor"> };

/** A run's status. A manager whose crew is at work waits, too, but for nobody who reads this. */
export function RunBadge({ run: { status, waitingFor } }: RunBadgeProps) {
  if (status !== "waiting" || waitingFor !== "crew") return <StatusBadge status={status} />;
  return (
    <Badge tone="neutral">
      <Users aria-hidden className="size-3" />
      Its crew works
    </Badge>
  );
}
