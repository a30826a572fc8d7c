import { Ban, CircleCheck, CircleDashed, CircleX, Hourglass, LoaderCircle, PackageCheck, Pause } from "lucide-react";
import type { JobStatus, RunStatus } from "#kernel";
import { type Mark, MarkedBadge } from "./ui/marked-badge";

const STATUSES: Record<JobStatus | RunStatus, Mark> = {
  queued: { label: "Queued", tone: "neutral", icon: CircleDashed },
  working: { label: "Working", tone: "accent", icon: LoaderCircle },
  waiting: { label: "Waiting", tone: "caution", icon: Hourglass },
  paused: { label: "Paused", tone: "neutral", icon: Pause },
  delivered: { label: "Delivered", tone: "positive", icon: PackageCheck },
  review: { label: "Ready for review", tone: "positive", icon: PackageCheck },
  accepted: { label: "Accepted", tone: "positive", icon: CircleCheck },
  failed: { label: "Failed", tone: "negative", icon: CircleX },
  cancelled: { label: "Cancelled", tone: "neutral", icon: Ban },
};

/** The status of a job or run. */
export function StatusBadge({ status }: { status: JobStatus | RunStatus }) {
  return <MarkedBadge {...STATUSES[status]} isMoving={status === "working"} />;
}

export const statusName = (status: JobStatus | RunStatus): string => STATUSES[status].label;
