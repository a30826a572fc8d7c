import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";

type FoldedFieldsProps = {
  label: string;
  /** Opens it, and keeps it open until the reader closes it: also while the error is being corrected. */
  isWrong: boolean;
  children: ReactNode;
};

/** A part of the form that most do without. */
export function FoldedFields({ label, isWrong, children }: FoldedFieldsProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details open={isOpen || isWrong} onToggle={({ currentTarget }) => setOpen(currentTarget.open)} className="group">
      <summary className="flex min-h-9 w-fit items-center gap-1.5 rounded-md pr-2 text-[0.8125rem] font-medium touch:min-h-11">
        <ChevronRight aria-hidden className="size-4 text-muted transition-transform group-open:rotate-90" />
        {label}
      </summary>
      <div className="pt-2">{children}</div>
    </details>
  );
}
