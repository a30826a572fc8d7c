"use client";

import { signIn } from "next-auth/react";
import { useActionState } from "react";
import { describeSignInError } from "@/_auth/sign-in-errors";
import { SubmitButton } from "@/_components/submit-button";
import { Alert } from "@/_components/ui/alert";
import { Field } from "@/_components/ui/field";
import { Input } from "@/_components/ui/input";
import { textOf } from "@/_trpc/form-state";

type State = { readonly email: string; readonly error: string | null };

export function SignInForm({ next }: { next: string }) {
  const [{ email, error }, send] = useActionState(
    async (_: State, form: FormData): Promise<State> => {
      const email = textOf(form, "email");
      const answer = await signIn("credentials", { email, password: textOf(form, "password"), redirect: false });
      if (answer?.error) return { email, error: describeSignInError(answer.error) };
      // A full load: every page was rendered for a visitor so far.
      window.location.assign(next);
      return { email, error: null };
    },
    { email: "", error: null },
  );
  return (
    <form action={send} className="grid gap-4">
      {error ? <Alert kind="negative">{error}</Alert> : null}
      <Field id="email" label="Email">
        <Input id="email" name="email" type="email" autoComplete="username" required defaultValue={email} key={email} />
      </Field>
      <Field id="password" label="Password">
        <Input id="password" name="password" type="password" autoComplete="current-password" required />
      </Field>
      <SubmitButton variant="primary">Sign in</SubmitButton>
    </form>
  );
}
