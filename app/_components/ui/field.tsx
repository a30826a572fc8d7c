import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

type FieldProps = {
  /** The control's id; its hint is `<id>-hint` and its error `<id>-error`, see `describedBy`. */
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  className?: string;
  children: ReactNode;
};

/** A control with its label, hint and error. */
export function Field({ id, label, hint, error, className, children }: FieldProps) {
  return (
    <div className={cn("grid content-start gap-1.5", className)}>
      <label htmlFor={id} className="text-[0.8125rem] font-medium">
        {label}
      </label>
      {children}
      {hint ? (
        <p id={`${id}-hint`} className="text-[0.8125rem] text-muted">
          {hint}
        </p>
      ) : null}
      <FieldError id={`${id}-error`}>{error}</FieldError>
    </div>
  );
}

/** The error below a control. Present while empty too, so that screen readers announce what appears in it. */
export function FieldError({ id, children }: { id: string; children?: string | undefined }) {
  return (
    <p id={id} aria-live="polite" className="text-[0.8125rem] text-negative empty:hidden">
      {children ? (
        <span className="flex items-start gap-1.5">
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {children}
        </span>
      ) : null}
    </p>
  );
}

/** The ARIA attributes that tie a control to its field's texts. */
export const describedBy = (id: string, parts: { hint?: boolean; error?: string | undefined }) => ({
  "aria-invalid": parts.error ? true : undefined,
  "aria-describedby":
    [parts.hint ? `${id}-hint` : null, parts.error ? `${id}-error` : null].filter(Boolean).join(" ") || undefined,
});
