import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentScope, describeSignInError, listSignInButtons } from "@/_auth";
import { Door } from "@/_components/door";
import { localPath } from "@/_components/local-path";
import type { SearchParams } from "@/_components/page-props";
import { TextLink } from "@/_components/text-link";
import { Alert } from "@/_components/ui/alert";
import { ProviderButtons } from "./provider-buttons";
import { SignInForm } from "./sign-in-form";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: SearchParams }) {
  const { next: asked, callbackUrl, error } = await searchParams;
  const next = localPath(asked ?? callbackUrl, "/jobs");
  if ((await currentScope()) && !error) redirect(next);
  return (
    <Door
      title="Sign in"
      lead="New here? npm start printed the demo login in its terminal, once, at its first start."
      foot={
        <>
          No account?{" "}
          <TextLink href={`/register?${new URLSearchParams({ next })}`}>Register your organization</TextLink>
        </>
      }
    >
      <div className="grid gap-4">
        {typeof error === "string" ? <Alert kind="negative">{describeSignInError(error)}</Alert> : null}
        <SignInForm next={next} />
        <ProviderButtons buttons={listSignInButtons()} next={next} />
      </div>
    </Door>
  );
}
