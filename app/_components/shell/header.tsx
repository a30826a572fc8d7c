import Link from "next/link";
import { currentIsOperator, currentScope } from "@/_auth";
import { api } from "@/_trpc/server";
import { Button } from "../ui/button";
import { AccountMenu } from "./account-menu";
import { Brand } from "./brand";
import { MobileMenu } from "./mobile-menu";
import { NavLinks } from "./nav-links";
import { NewsBell } from "./news-bell";
import { ThemeMenu } from "./theme-menu";

export async function Header() {
  const scope = await currentScope();
  return (
    <header className="sticky top-0 z-40 border-b border-border bg-background print:hidden">
      <div className="mx-auto flex h-14 w-full max-w-7xl items-center gap-2 px-4 sm:gap-6 sm:px-6">
        <Brand />
        <NavLinks signedIn={scope !== null} />
        <div className="ml-auto flex items-center gap-1">
          {scope ? <NewsBell /> : null}
          <ThemeMenu />
          {scope ? <Account person={scope.actor.label} /> : <SignInLinks />}
          <MobileMenu signedIn={scope !== null} />
        </div>
      </div>
    </header>
  );
}

async function Account({ person }: { person: string }) {
  const [organization, isOperator] = await Promise.all([(await api()).organization.current(), currentIsOperator()]);
  return (
    <AccountMenu person={person} organization={organization.name} role={organization.role} isOperator={isOperator} />
  );
}

function SignInLinks() {
  return (
    <>
      <Button variant="ghost" asChild className="max-sm:hidden">
        <Link href="/register">Register</Link>
      </Button>
      <Button variant="primary" asChild>
        <Link href="/signin">Sign in</Link>
      </Button>
    </>
  );
}
