import type { Metadata } from "next";
import { Door } from "@/_components/door";
import { localPath } from "@/_components/local-path";
import type { SearchParams } from "@/_components/page-props";
import { TextLink } from "@/_components/text-link";
import { RegisterForm } from "./register-form";

export const metadata: Metadata = { title: "Register" };

export default async function RegisterPage({ searchParams }: { searchParams: SearchParams }) {
  const next = localPath((await searchParams).next, "/jobs");
  return (
    <Door
      title="Register your organization"
      lead="You become its owner, and can add others later."
      foot={
        <>
          Registered already? <TextLink href={`/signin?${new URLSearchParams({ next })}`}>Sign in</TextLink>
        </>
      }
    >
      <RegisterForm next={next} />
    </Door>
  );
}
