"use client";

import { type ReactNode, useActionState } from "react";
import { SubmitButton } from "@/_components/submit-button";
import { Alert } from "@/_components/ui/alert";
import type { FormState } from "@/_trpc/form-state";

type ActionFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** Sent along, unseen. */
  hidden?: Readonly<Record<string, string>>;
  submit: string;
  className?: string;
  children: ReactNode;
};

/** A form of the price book, and how it went. */
export function ActionForm({ action, hidden = {}, submit, className = "grid gap-3 p-4", children }: ActionFormProps) {
  const [state, send] = useActionState(action, null);
  return (
    <form action={send} noValidate className={className}>
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
      <SubmitButton className="justify-self-start">{submit}</SubmitButton>
      {state ? <Alert kind={state.ok ? "positive" : "negative"}>{state.message}</Alert> : null}
    </form>
  );
}
