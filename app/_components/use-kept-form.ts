"use client";

import { type FormEvent, useActionState, useRef } from "react";
import type { FormState } from "@/_trpc/form-state";

type Sent = {
  /** NULL before it was sent. */
  readonly answer: FormState;
  /** The names of all that was sent. */
  readonly fields: readonly string[];
};

const UNSENT: Sent = { answer: null, fields: [] };

/**
 * A form's action with its answer, for `action` and `onReset` of the form. React empties a form that was sent; what was
 * refused is to be corrected and not to be written again, so it stays.
 */
export function useKeptForm(action: (state: FormState, form: FormData) => Promise<FormState>) {
  // The reset comes in the same commit as the answer, before a render could tell it.
  const latest = useRef<FormState>(null);
  const [sent, send] = useActionState(async ({ answer }: Sent, form: FormData): Promise<Sent> => {
    latest.current = await action(answer, form);
    return { answer: latest.current, fields: [...form.keys()] };
  }, UNSENT);
  const onReset = (event: FormEvent) => {
    if (!latest.current?.ok) event.preventDefault();
  };
  return { ...sent, send, onReset };
}
