"use client";

import type { ReactNode } from "react";
import { SubmitButton } from "@/_components/submit-button";
import type { FormState } from "@/_trpc/form-state";
import { useKeptForm } from "./use-kept-form";

type RowFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** Sent along, unseen. */
  hidden: Readonly<Record<string, string>>;
  label: ReactNode;
  /** For who hears the button without its row. */
  about: string;
  /** Asked before it is sent. */
  question?: string;
  /** `ghost` in a list's rows; `secondary` where it stands beside other buttons. */
  variant?: "ghost" | "secondary" | "danger";
  children?: ReactNode;
};

/** One button of a row, with its refusal beside it. */
export function RowForm({ action, hidden, label, about, question, variant = "ghost", children }: RowFormProps) {
  const { answer: state, send, onReset } = useKeptForm(action);
  return (
    <form
      action={send}
      onReset={onReset}
      onSubmit={(event) => {
        if (question && !window.confirm(question)) event.preventDefault();
      }}
      className="grid justify-items-end gap-1"
    >
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="flex items-center gap-1.5">
        {children}
        <SubmitButton variant={variant} size="sm" aria-label={about}>
          {label}
        </SubmitButton>
      </div>
      {state ? (
        <p
          role="status"
          className={`max-w-72 text-right text-[0.8125rem] ${state.ok ? "text-muted" : "text-negative"}`}
        >
          {state.message}
        </p>
      ) : null}
    </form>
  );
}
