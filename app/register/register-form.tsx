"use client";

import { signIn } from "next-auth/react";
import { useActionState } from "react";
import { SubmitButton } from "@/_components/submit-button";
import { Alert } from "@/_components/ui/alert";
import { describedBy, Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { errorAt, errorBeside, type FormState, textOf } from "@/_trpc/form-state";
import { register } from "./actions";

const FIELDS = [
  { name: "organization", label: "Organization", type: "text", autoComplete: "organization", hint: null },
  { name: "name", label: "Your name", type: "text", autoComplete: "name", hint: null },
  { name: "email", label: "Email", type: "email", autoComplete: "username", hint: null },
  {
    name: "password",
    label: "Password",
    type: "password",
    autoComplete: "new-password",
    hint: "At least 10 characters.",
  },
] as const;

type State = { readonly answer: FormState; readonly entered: Readonly<Record<string, string>> };

export function RegisterForm({ next }: { next: string }) {
  const [{ answer, entered }, send] = useActionState(
    async (_: State, form: FormData): Promise<State> => {
      // All but the password: a form forgets what was entered when it is sent.
      const entered = Object.fromEntries(FIELDS.slice(0, -1).map(({ name }) => [name, textOf(form, name)]));
      const answer = await register(form);
      if (answer?.ok) {
        await signIn("credentials", {
          email: textOf(form, "email"),
          password: textOf(form, "password"),
          redirect: false,
        });
        window.location.assign(next);
      }
      return { answer, entered };
    },
    { answer: null, entered: {} },
  );
  const general = errorBeside(
    answer,
    FIELDS.map(({ name }) => name),
  );
  return (
    <form action={send} noValidate className="grid gap-4">
      {general ? <Alert kind="negative">{general}</Alert> : null}
      {FIELDS.map(({ name, label, type, autoComplete, hint }) => {
        const error = errorAt(answer, name);
        return (
          <Field key={name} id={name} label={label} hint={hint} error={error}>
            <Input
              id={name}
              name={name}
              type={type}
              autoComplete={autoComplete}
              required
              key={entered[name]}
              defaultValue={entered[name]}
              {...describedBy(name, { hint: hint !== null, error })}
            />
          </Field>
        );
      })}
      <SubmitButton variant="primary">Register</SubmitButton>
    </form>
  );
}
