import { cn } from "./ui/cn";

type DutyProps = { onDuty: boolean; reason: string | null; className?: string };

/** Whether an agent can be hired now, and if not, why. */
export function Duty({ onDuty, reason, className }: DutyProps) {
  return (
    <div className={cn("text-[0.8125rem]", className)}>
      <span className={cn("inline-flex items-center gap-1.5 font-medium", onDuty ? "text-positive" : "text-muted")}>
        <span
          aria-hidden
          className={cn("size-2 rounded-full", onDuty ? "bg-positive" : "border-[1.5px] border-current")}
        />
        {onDuty ? "On duty" : "Off duty"}
      </span>
      {reason ? <p className="wrap-anywhere text-muted">{reason}</p> : null}
    </div>
  );
}
