import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleX,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  PackageCheck,
  Pause,
} from "lucide-react";
import type { JobStatus, RunStatus } from "#kernel";
import { Badge, type Tone } from "./ui/badge";
import { cn } from "./ui/cn";

const STATUSES: Record<JobStatus | RunStatus, { label: string; tone: Tone; icon: LucideIcon }> = {
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

/** The status of a job or run: a word and a mark, never a colour alone. */
export function StatusBadge({ status }: { status: JobStatus | RunStatus }) {
  const { label, tone, icon: Icon } = STATUSES[status];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden className={cn("size-3", status === "working" && "animate-spin [animation-duration:2.5s]")} />
      {label}
    </Badge>
  );
}

export const statusName = (status: JobStatus | RunStatus): string => STATUSES[status].label;
