import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

const KINDS = {
  info: { icon: Info, style: "border-border bg-sunken", mark: "text-muted" },
  positive: { icon: CircleCheck, style: "border-positive/30 bg-positive-soft", mark: "text-positive" },
  caution: { icon: TriangleAlert, style: "border-caution/30 bg-caution-soft", mark: "text-caution" },
  negative: { icon: CircleAlert, style: "border-negative/30 bg-negative-soft", mark: "text-negative" },
};

type AlertProps = { kind?: keyof typeof KINDS; title?: ReactNode; className?: string; children?: ReactNode };

/** A message in the page. Announced at once when it is about a failure. */
export function Alert({ kind = "info", title, className, children }: AlertProps) {
  const { icon: Icon, style, mark } = KINDS[kind];
  return (
    <div
      role={kind === "negative" ? "alert" : "status"}
      className={cn("flex gap-2.5 rounded-md border px-3 py-2.5 text-[0.8125rem]", style, className)}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", mark)} />
      <div className="min-w-0 flex-1 wrap-anywhere">
        {title ? <p className="font-medium">{title}</p> : null}
        {children}
      </div>
    </div>
  );
}
