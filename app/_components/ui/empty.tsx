import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

type EmptyProps = { icon: LucideIcon; title: string; children: ReactNode; action?: ReactNode };

/** Nothing here yet: says what would be here, and what to do next. */
export function Empty({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <div className="grid justify-items-center gap-1 px-6 py-10 text-center">
      <Icon aria-hidden className="mb-2 size-6 text-muted" strokeWidth={1.5} />
      <p className="font-medium">{title}</p>
      <div className="max-w-[44ch] text-muted">{children}</div>
      {action ? <div className="mt-4">{action}</div> : null}
    </div>
  );
}
