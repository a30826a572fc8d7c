"use client";

import { signIn } from "next-auth/react";
import { Button } from "@/_components/ui/button";

type ProviderButtonsProps = { buttons: readonly { id: string; name: string }[]; next: string };

/** Sign-ins elsewhere that this agency is configured for. */
export function ProviderButtons({ buttons, next }: ProviderButtonsProps) {
  if (buttons.length === 0) return null;
  return (
    <div className="grid gap-2 border-t border-border pt-4">
      {buttons.map(({ id, name }) => (
        <Button key={id} onClick={() => signIn(id, { callbackUrl: next })}>
          Continue with {name}
        </Button>
      ))}
    </div>
  );
}
