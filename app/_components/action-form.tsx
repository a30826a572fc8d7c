"use client";

import { createContext, type ReactNode, use, useRef, useState } from "react";
import { errorAt, errorBeside, type FormState } from "@/_trpc/form-state";
import { Confirm } from "./confirm";
import { Secret } from "./secret";
import { SubmitButton } from "./submit-button";
import { Alert } from "./ui/alert";
import { cn } from "./ui/cn";
import { useKeptForm } from "./use-kept-form";

const Answer = createContext<FormState>(null);

/** What the form around it was told about one of its fields. */
export const useErrorAt = (name: string): string | undefined => errorAt(use(Answer), name);

type ActionFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** Sent along, unseen. */
  hidden?: Readonly<Record<string, string>>;
  /** Says what sending does; absent for those who may only read. */
  submit?: ReactNode;
  variant?: "primary" | "secondary" | "danger";
  /** Asked before it is sent, for what cannot be taken back: `{amount}` stands for what was entered as amount. */
  ask?: string;
  className?: string;
  /** Columns of the fields with the button in the last one; without, they stand below each other. */
  columns?: string;
  children: ReactNode;
};

/**
 * A form of `TextField`s and others: sends them, shows a refusal at the field that it is about, and keeps what was entered
 * until it was accepted.
 */
export function ActionForm(props: ActionFormProps) {
  const { action, hidden = {}, submit, variant = "secondary", ask, className = "p-4", columns, children } = props;
  const { answer, fields, send, onReset } = useKeptForm(action);
  const form = useRef<HTMLFormElement>(null);
  const isAgreed = useRef(false);
  const [question, setQuestion] = useState<string>();
  const general = errorBeside(
    answer,
    fields.filter((name) => !(name in hidden)),
  );
  return (
    <form
      ref={form}
      action={send}
      noValidate
      onReset={onReset}
      onSubmit={(event) => {
        const asked = ask && !isAgreed.current && event.currentTarget.checkValidity();
        isAgreed.current = false;
        const question = asked ? filledIn(ask, new FormData(event.currentTarget)) : null;
        if (question === null) return;
        event.preventDefault();
        setQuestion(question);
      }}
      className={cn("grid gap-3", className)}
    >
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Answer value={answer}>
        <div className={cn("grid grid-cols-1 items-start gap-3", columns)}>
          {children}
          {submit ? (
            <SubmitButton variant={variant} className={cn("justify-self-start", columns && "sm:mt-[1.625rem]")}>
              {submit}
            </SubmitButton>
          ) : null}
        </div>
      </Answer>
      {general ? <Alert kind="negative">{general}</Alert> : null}
      {answer?.ok ? <Accepted answer={answer} /> : null}
      <Confirm
        question={question}
        yes={submit}
        onClose={() => setQuestion(undefined)}
        onYes={() => {
          isAgreed.current = true;
          form.current?.requestSubmit();
        }}
      />
    </form>
  );
}

function Accepted({ answer: { message, secret } }: { answer: Extract<FormState, { ok: true }> }) {
  return (
    <Alert kind="positive" title={secret ? message : undefined}>
      {secret ? <Secret text={secret} /> : message}
    </Alert>
  );
}

/** A question with what was entered in the places of its names; NULL when something is missing, which is refused anyway. */
function filledIn(question: string, form: FormData): string | null {
  const entered = (name: string) => String(form.get(name) ?? "").trim();
  const names = [...question.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  if (!names.every(entered)) return null;
  return names.reduce((text, name) => text.replace(`{${name}}`, () => entered(name)), question);
}
