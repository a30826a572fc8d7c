"use client";

import { Button } from "@/_components/ui/button";

type ErrorPageProps = { error: Error & { digest?: string }; retry: () => void };

export default function ErrorPage({ error, retry }: ErrorPageProps) {
  return (
    <div role="alert" className="mx-auto grid max-w-md justify-items-start gap-3 py-16">
      <h1 className="text-xl font-semibold">This page could not be shown</h1>
      <p className="text-muted">
        Something went wrong on our side. Nothing you did is lost, and agents at work go on. Try again; if it happens
        again, tell the operator the reference below.
      </p>
      {error.digest ? (
        <p className="text-[0.8125rem]">
          Reference <code className="rounded-sm bg-sunken px-1.5 py-0.5 font-mono">{error.digest}</code>
        </p>
      ) : null}
      <Button variant="primary" className="mt-2" onClick={retry}>
        Try again
      </Button>
    </div>
  );
}
